"""The application inside the test's own process, asked without a network."""

import json
import sys
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import dash
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app

ROUTER = ".._pages_content.children..._pages_store.data.."
ENDPOINT = "/_dash-update-component"


@cache
def application() -> Dash:
    """Return the application; Dash can make one in a process, for its callbacks are global."""
    return create_app()


def client() -> FlaskClient:
    """Return a client of the application."""
    return application().server.test_client()


def paths() -> list[str]:
    """Return the paths of all pages."""
    application()
    return sorted(page["path"] for page in dash.page_registry.values())


def page_module(path: str) -> ModuleType:
    """Return the module of a page as Dash loaded it: importing it again would register it again."""
    application()
    (name,) = [page["module"] for page in dash.page_registry.values() if page["path"] == path]
    return sys.modules[name]


def ask_for_page(path: str, **query: str) -> TestResponse:
    """Ask for the content of a page as the browser does."""
    return client().post(ENDPOINT, json=router_call(path, "?" + urlencode(query) if query else ""))


def router_call(path: str, search: str) -> dict[str, Any]:
    """Return what the browser sends to get the content of a page."""
    return {
        "output": ROUTER,
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }


def texts(response: TestResponse) -> list[str]:
    """Return every text of an answer, however deep."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                walk(one)

    walk(json.loads(response.data))
    return found
