"""What is asked of a callback is checked before it runs.

Dash trusts its own page: a request with other outputs, inputs or shapes than a callback has ends in
a traceback. Here it ends in a sentence and status 400.
"""

import json
from typing import Any

from dash import Dash
from flask import Response, request

# A file that is uploaded is one long text.
LONGEST_TEXT = 100_000
LONGEST_UPLOAD = 15 * 1024 * 1024
LARGEST_LIST = 5_000
DEEPEST = 8


class BadRequest(Exception):
    """The request is not one that the page sends; the message says why."""


def watch(app: Dash) -> None:
    """Check every callback request of the application."""

    @app.server.before_request
    def check() -> Response | None:
        is_callback = request.path == f"{app.config.routes_pathname_prefix}_dash-update-component"
        if not is_callback or request.method != "POST":
            return None
        try:
            check_request(request.get_data(cache=True), app.callback_map)
        except BadRequest as error:
            return Response(f"{error}\n", status=400, mimetype="text/plain")
        return None


def check_request(body: bytes, callbacks: dict[str, dict[str, Any]]) -> None:
    """Compare the body of a request with the callback that it names.

    Raises:
        BadRequest: it is no JSON, names no callback, or does not have its inputs and outputs.
    """
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("not JSON") from error
    _require(isinstance(asked, dict), "not an object")
    name = asked.get("output")
    _require(isinstance(name, str) and name in callbacks, "unknown output")
    callback = callbacks[name]
    _require(
        not callback.get("no_output") or "outputs" not in asked, "outputs of a callback without"
    )
    for part, key in (("inputs", "inputs"), ("state", "state")):
        _check_arguments(asked.get(part, []), callback[key], part)
    _check_outputs(asked.get("outputs"), name)
    changed = asked.get("changedPropIds", [])
    _require(
        isinstance(changed, list)
        and len(changed) <= LARGEST_LIST
        and all(isinstance(text, str) and "." in text and len(text) <= 1_000 for text in changed),  # noqa: PLR2004
        "changedPropIds is no list of properties",
    )
    known = {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}
    _require(set(asked) <= known, "more than a callback has")


def _check_arguments(given: Any, declared: list[dict], part: str) -> None:
    _require(isinstance(given, list) and len(given) == len(declared), f"other {part}")
    for item, expected in zip(given, declared, strict=True):
        is_pattern = str(expected["id"]).startswith("{")
        if is_pattern and isinstance(item, list):
            _require(len(item) <= LARGEST_LIST, f"too many {part}")
            for one in item:
                _check_argument(one, expected, part, is_pattern=True)
        else:
            _check_argument(item, expected, part, is_pattern)


def _check_argument(item: Any, expected: dict, part: str, is_pattern: bool) -> None:
    _require(isinstance(item, dict) and set(item) <= {"id", "property", "value"}, f"other {part}")
    _require(item.get("property") == expected["property"], f"other {part}")
    if is_pattern:
        pattern = json.loads(expected["id"])
        _require(
            isinstance(item.get("id"), dict) and set(item["id"]) == set(pattern), f"other {part}"
        )
        _require(
            all(isinstance(value, str | int) for value in item["id"].values()), f"other {part}"
        )
    else:
        _require(item.get("id") == expected["id"], f"other {part}")
    longest = LONGEST_UPLOAD if item["property"] == "contents" else LONGEST_TEXT
    _check_value(item.get("value"), longest)


def _check_value(value: Any, longest: int, depth: int = 0) -> None:
    _require(depth <= DEEPEST, "too deep a value")
    if isinstance(value, str):
        _require(len(value) <= longest, "too long a text")
    elif isinstance(value, list | dict):
        _require(len(value) <= LARGEST_LIST, "too large a value")
        for one in value.values() if isinstance(value, dict) else value:
            _check_value(one, longest, depth + 1)


def _check_outputs(given: Any, name: str) -> None:
    """Compare the outputs with the name of the callback, which is made from theirs."""
    if given is None:
        return
    several = given if isinstance(given, list) else [given]
    _require(len(several) <= LARGEST_LIST, "too many outputs")
    for output in several:
        for one in output if isinstance(output, list) else [output]:
            _require(
                isinstance(one, dict)
                and isinstance(one.get("id"), str | dict)
                and isinstance(one.get("property"), str)
                and one["property"] in name,
                "other outputs",
            )


def _require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise BadRequest(f"This is not what the page asks: {otherwise}.")
