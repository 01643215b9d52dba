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
LONGEST_ID = 1_000
LARGEST_LIST = 5_000
DEEPEST = 10
KNOWN = {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}
PARTS = {"id", "property", "value", "allow_optional"}
MATCH, ALL = ["MATCH"], ["ALL"]
WILDCARDS = (MATCH, ALL, ["ALLSMALLER"])


class BadRequest(Exception):
    """The request is not one that the page sends; the message says why."""


def watch(app: Dash) -> None:
    """Check every callback request of the application."""
    endpoint = f"{app.config.routes_pathname_prefix}_dash-update-component"

    @app.server.before_request
    def check() -> Response | None:
        if request.endpoint != endpoint:
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
        raise BadRequest("This is not what the page asks: it is not JSON.") from error
    _require(isinstance(asked, dict) and set(asked) <= KNOWN, "it is no call of a callback")
    name = asked.get("output")
    # What runs in the browser has a name here too, but nothing to call.
    _require(isinstance(name, str) and "callback" in callbacks.get(name, {}), "no such callback")
    callback = callbacks[name]
    ids = _Ids()
    for part in ("inputs", "state"):
        given = asked.get(part, [])
        _require(isinstance(given, list), f"{part} is no list")
        _require(len(given) == len(callback[part]), f"not the {part} of this callback")
        for item, declared in zip(given, callback[part], strict=True):
            for one in ids.resolve(item, declared["id"], declared["property"]):
                _check_value(one)
    _check_outputs(asked, callback, ids)
    _check_changed(asked, callback["inputs"])


class _Ids:
    """The ids that the wildcards of one request stand for: the same ones wherever they stand."""

    def __init__(self) -> None:
        self._all: dict[str, list] = {}
        self._match: dict[str, Any] = {}

    def resolve(self, given: Any, declared_id: str, declared_property: str) -> list[dict]:
        """Return the components that stand for one input or output; raise BadRequest otherwise."""
        pattern = _pattern(declared_id)
        is_list = any(part in WILDCARDS and part != MATCH for part in pattern.values())
        _require(isinstance(given, list if is_list else dict), "a list, or none, was expected")
        items = given if is_list else [given]
        _require(len(items) <= LARGEST_LIST, "too many components")
        for item in items:
            _require(
                isinstance(item, dict) and set(item) <= PARTS,
                "not a property of a component",
            )
            _require(_property(item) == declared_property, "another property")
            if pattern:
                self._check_id(item.get("id"), pattern)
            else:
                _require(item.get("id") == declared_id, "another component")
        if is_list:
            found = [item["id"] for item in items]
            _require(found == self._all.setdefault(declared_id, found), "ids that differ")
            _require(len({str(sorted(one.items())) for one in found}) == len(found), "an id twice")
        return items

    def _check_id(self, given: Any, pattern: dict[str, Any]) -> None:
        _require(isinstance(given, dict) and set(given) == set(pattern), "another id")
        for key, part in pattern.items():
            value = given[key]
            _require(isinstance(value, str | int | float), "another id")
            _require(len(str(value)) <= LONGEST_ID, "too long an id")
            _check_text(str(value), LONGEST_ID)
            if part == MATCH:
                _require(value == self._match.setdefault(key, value), "ids that do not match")
            elif part not in WILDCARDS:
                _require(value == part, "another id")


def _pattern(declared_id: str) -> dict[str, Any]:
    """Return the parts of an id that is a dict, with wildcards as lists; empty for a plain one."""
    return json.loads(declared_id) if declared_id.startswith("{") else {}


def _property(item: dict) -> str | None:
    # What may be written by several callbacks carries which one, behind an @.
    name = item.get("property")
    return name.split("@")[0] if isinstance(name, str) else None


def _check_outputs(asked: dict, callback: dict[str, Any], ids: _Ids) -> None:
    if callback.get("no_output"):
        _require(not asked.get("outputs"), "outputs of a callback without")
        return
    declared, given = callback["output"], asked.get("outputs")
    if not isinstance(declared, list):
        declared, given = [declared], [given]
    _require(isinstance(given, list) and len(given) == len(declared), "other outputs")
    for item, one in zip(given, declared, strict=True):
        ids.resolve(item, one.component_id_str(), one.component_property)


def _check_changed(asked: dict, inputs: list[dict]) -> None:
    changed = asked.get("changedPropIds", [])
    _require(isinstance(changed, list) and len(changed) <= LARGEST_LIST, "changes are no list")
    for text in changed:
        _require(isinstance(text, str), "a change that is no text")
        changed_id, _, name = text.rpartition(".")
        _require(
            any(name == one["property"] and _is_of(changed_id, one["id"]) for one in inputs),
            "a change of another component",
        )


def _is_of(changed_id: str, declared_id: str) -> bool:
    """Tell whether an id, as text, is the declared one, or one for which its wildcards stand."""
    pattern = _pattern(declared_id)
    if not pattern:
        return changed_id == declared_id
    try:
        given = json.loads(changed_id)
        _Ids()._check_id(given, pattern)
    except (ValueError, RecursionError, BadRequest):
        return False
    return True


def _check_value(item: dict) -> None:
    if item["property"] == "id":
        _require(item.get("value") == item["id"], "another id than its own")
    longest = LONGEST_UPLOAD if item["property"] == "contents" else LONGEST_TEXT
    _check_size(item.get("value"), longest, depth=0)


def _check_size(value: Any, longest: int, depth: int) -> None:
    _require(depth <= DEEPEST, "too deep a value")
    if isinstance(value, str):
        _check_text(value, longest)
    elif isinstance(value, list | dict):
        _require(len(value) <= LARGEST_LIST, "too large a value")
        for key in value if isinstance(value, dict) else ():
            _check_text(key, longest)
        for one in value.values() if isinstance(value, dict) else value:
            _check_size(one, longest, depth + 1)


def _check_text(text: str, longest: int) -> None:
    _require(len(text) <= longest, "too long a text")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadRequest("This is not what the page asks: half of a character.") from error


def _require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise BadRequest(f"This is not what the page asks: {otherwise}.")
