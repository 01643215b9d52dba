"""Which requests reach a callback, one rule at a time, and which generation answers them."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dash import ALL, MATCH, Output

from dashboard import generation as generation_module
from dashboard.generation import Generation, TookTooLong, current
from dashboard.guard import LARGEST_LIST, LONGEST_TEXT, BadRequest, check_request
from tests.dashboard.inside import application, ask_for_page, paths, texts
from tests.dashboard.made_up import cut, publish_made_up, show, shown_in

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


# --- One generation at a time -------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_mart(sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut the sample's mart down to a few customers."""
    folder = tmp_path_factory.mktemp("small")
    return cut(shown_in(sample.data_dir), folder / "mart.duckdb")


@pytest.fixture(autouse=True)
def _open_anew() -> Iterator[None]:
    yield
    generation_module._open.cache_clear()


def _publish_marked(sample, small_mart: Path, data_dir: Path, mark: str) -> Path:
    """Publish a generation that says everywhere which one it is: in each name, and as its model."""

    def name_everybody(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("update marts.customers set first_name = $mark", {"mark": mark})

    return publish_made_up(
        shown_in(sample.data_dir), small_mart, data_dir, name_everybody, model_id=mark
    )


def _marks(found: list[str]) -> set[str]:
    return {mark for text in found for mark in re.findall(r"mark-\d+", text)}


def test_a_publication_in_the_middle_of_a_request_is_seen_by_the_next(
    sample, small_mart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (
        _publish_marked(sample, small_mart, tmp_path, f"mark-{number}") for number in (1, 2)
    )
    show(first)
    query = Generation.query

    def publish_then_query(self: Generation, *arguments: Any) -> list:
        show(second)
        return query(self, *arguments)

    monkeypatch.setattr(Generation, "query", publish_then_query)
    assert _marks(texts(ask_for_page("/"))) == {"mark-1"}
    assert _marks(texts(ask_for_page("/"))) == {"mark-2"}


def test_eight_publications_during_a_thousand_reads(
    sample, small_mart: Path, tmp_path: Path
) -> None:
    reads, publications = 1_000, 8
    seen: dict[str, int] = {}
    problems: list[str] = []
    lock = threading.Lock()
    numbers = iter(range(reads))
    folders = [
        _publish_marked(sample, small_mart, tmp_path, f"mark-{number}")
        for number in range(publications + 1)
    ]
    show(folders[0])
    addresses = [(path, {"customer": "1609"}) for path in paths()]

    def read() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            path, query = addresses[number % len(addresses)]
            answer = ask_for_page(path, **query)
            found = texts(answer)
            marks = _marks(found)
            if answer.status_code != 200 or len(marks) != 1 or "Sorry" in found:
                problems.append(f"{path}: {answer.status_code}, {marks}")
            with lock:
                for mark in marks:
                    seen[mark] = seen.get(mark, 0) + 1

    readers = [threading.Thread(target=read) for _ in range(3)]
    started = time.monotonic()
    for reader in readers:
        reader.start()
    for number, folder in enumerate(folders[1:], start=1):
        while sum(seen.values()) < number * reads // (publications + 1) and not problems:
            time.sleep(0.005)
        show(folder)
    for reader in readers:
        reader.join()
    took = time.monotonic() - started
    print(f"{sum(seen.values())} reads of {len(addresses)} pages in {took:.0f} s: {seen}")
    assert problems == []
    assert sum(seen.values()) == reads
    assert len(seen) == publications + 1


# --- A query that does not end ------------------------------------------------------------------

ENDLESS = (
    "select count(*) from range(1000000000) as a, range(1000000000) as b where a.range > b.range"
)


def test_a_query_that_takes_too_long_is_stopped_alone(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation_module, "QUERY_SECONDS", 0.3)
    answers = []
    other = threading.Thread(
        target=lambda: [answers.append(generation.query("select 1 as n")) for _ in range(50)]
    )
    other.start()
    started = time.monotonic()
    with pytest.raises(TookTooLong, match=r"took longer than 0\.3 seconds"):
        generation.query(ENDLESS)
    assert time.monotonic() - started < 5
    other.join()
    assert answers == [[{"n": 1}]] * 50


def test_who_asks_too_much_reads_a_sentence(sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    monkeypatch.setattr(generation_module, "QUERY_SECONDS", 0.3)
    query = Generation.query
    monkeypatch.setattr(Generation, "query", lambda self, *_: query(self, ENDLESS))
    answer = ask_for_page("/")
    assert answer.status_code == 200
    assert any("This took longer than 0.3 seconds" in text for text in texts(answer))


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "copy (select 1) to '/tmp/out.csv'",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "update marts.customers set first_name = 'x'",
        "drop table marts.customers",
    ],
)
def test_a_query_reads_the_mart_and_nothing_else(generation: Generation, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        generation.query(sql)


def test_outside_of_a_request_the_newest_is_given(
    sample, small_mart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _publish_marked(sample, small_mart, tmp_path, "mark-7")
    show(folder)
    assert current().manifest["model_id"] == "mark-7"
    with application().server.test_request_context("/"):
        assert current() is current()
