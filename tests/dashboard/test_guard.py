"""Which requests reach a callback, one rule at a time."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from dash import ALL, MATCH, Output

from dashboard.guard import LARGEST_LIST, LONGEST_TEXT, BadRequest, check_request

NAME = '..{"field":["ALL"],"row":["MATCH"]}.error...result.children@5f..'
CALLBACKS = {
    NAME: {
        "output": [
            Output({"field": ALL, "row": MATCH}, "error"),
            Output("result", "children", allow_duplicate=True),
        ],
        "inputs": [{"id": '{"field":["ALL"],"row":["MATCH"]}', "property": "value"}],
        "state": [
            {"id": '{"field":["ALL"],"row":["MATCH"]}', "property": "id"},
            {"id": "customer", "property": "data"},
        ],
        "callback": print,
    },
    "one.children": {
        "output": Output("one", "children"),
        "inputs": [{"id": "url", "property": "href"}],
        "state": [],
        "callback": print,
    },
    "nothing": {
        "output": [],
        "no_output": True,
        "inputs": [{"id": "url", "property": "href"}],
        "state": [],
        "callback": print,
    },
    "in the browser": {"output": Output("a", "b"), "inputs": [], "state": []},
}
ID, OTHER_ID = {"field": "a", "row": 1}, {"field": "b", "row": 1}
CALL = {
    "output": NAME,
    "outputs": [
        [{"id": ID, "property": "error"}, {"id": OTHER_ID, "property": "error"}],
        {"id": "result", "property": "children@5f"},
    ],
    "inputs": [
        [
            {"id": ID, "property": "value", "value": 3},
            {"id": OTHER_ID, "property": "value", "value": {"a": [None, 1.5]}},
        ]
    ],
    "state": [
        [
            {"id": ID, "property": "id", "value": ID},
            {"id": OTHER_ID, "property": "id", "value": OTHER_ID},
        ],
        {"id": "customer", "property": "data", "value": "1228"},
    ],
    "changedPropIds": ['{"field":"b","row":1}.value'],
    "parsedChangedPropsIds": [OTHER_ID],
}
ONE = {
    "output": "one.children",
    "outputs": {"id": "one", "property": "children"},
    "inputs": [{"id": "url", "property": "href"}],
    "changedPropIds": [],
}


def _check(asked: Any) -> None:
    check_request(json.dumps(asked).encode(), CALLBACKS)


def test_what_the_page_asks_is_let_through() -> None:
    _check(CALL)
    _check({**CALL, "changedPropIds": []})
    _check(ONE)
    _check({**ONE, "output": "nothing", "outputs": None})
    _check({name: part for name, part in {**ONE, "output": "nothing"}.items() if name != "outputs"})


def _set(path: str, value: Any) -> Callable[[dict], None]:
    *way, last = (int(step) if step.isdecimal() else step for step in path.split("/"))

    def change(asked: Any) -> None:
        for step in way:
            asked = asked[step]
        asked[last] = value

    return change


DEEP: list = []
for _ in range(20):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "change",
    [
        _set("output", "unknown.children"),
        _set("output", "in the browser"),
        _set("output", None),
        _set("output", ["one.children"]),
        _set("more", 1),
        # Outputs: Dash itself raises for these, after the callback has run.
        _set("outputs", None),
        _set("outputs", []),
        _set("outputs/0", {"id": ID, "property": "error"}),
        _set("outputs/0", [{"id": ID, "property": "error"}]),
        _set("outputs/0/0/property", "value"),
        _set("outputs/0/0/id", "a"),
        _set("outputs/1/id", "page"),
        _set("outputs/1", None),
        # Inputs and state.
        _set("inputs", None),
        _set("inputs", []),
        _set("inputs/0", None),
        _set("inputs/0", {"id": ID, "property": "value", "value": 3}),
        _set("inputs/0/0", None),
        _set("inputs/0/0/property", ["value"]),
        _set("inputs/0/0/more", 1),
        _set("inputs/0/0/id", None),
        _set("inputs/0/0/id/field", ["ALL"]),
        _set("inputs/0/0/id/more", 1),
        _set("inputs/0/0/id/field", "x" * 2_000),
        _set("inputs/0/0/id", OTHER_ID),
        _set("inputs/0/0/id/row", 2),
        _set("state", {}),
        _set("state/0/0/value", {"field": "z", "row": 1}),
        _set("state/0/0/value", None),
        _set("state/1/id", "another"),
        _set("state/1/value", "x" * (LONGEST_TEXT + 1)),
        _set("state/1/value", {"x" * (LONGEST_TEXT + 1): 1}),
        _set("state/1/value", "\ud800"),
        _set("state/1/value", list(range(LARGEST_LIST + 1))),
        _set("state/1/value", DEEP),
        # What has changed.
        _set("changedPropIds", "url.href"),
        _set("changedPropIds", [1]),
        _set("changedPropIds", ["{.value"]),
        _set("changedPropIds", ["[1].value"]),
        _set("changedPropIds", ['{"field":"b"}.value']),
        _set("changedPropIds", ['{"field":"b","row":1}.data']),
        _set("changedPropIds", ["customer.data"]),
    ],
)
def test_what_no_page_asks_is_refused(change: Callable[[dict], None]) -> None:
    asked = deepcopy(CALL)
    change(asked)
    with pytest.raises(BadRequest, match="This is not what the page asks"):
        _check(asked)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"null", b"[]", b'"x"', b"{", b"[" * 100_000, b'{"output": ' + b"9" * 5_000],
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        check_request(body, CALLBACKS)


def test_a_callback_without_outputs_gets_none() -> None:
    with pytest.raises(BadRequest):
        _check({**ONE, "output": "nothing", "outputs": [{"id": "one", "property": "children"}]})
