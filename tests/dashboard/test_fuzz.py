"""Thousands of requests that no page sends, to every callback there is."""

import base64
import json
import random
import time
from collections import Counter
from copy import deepcopy
from typing import Any

import pytest

from tests.dashboard.corpora import TEXTS
from tests.dashboard.inside import (
    ENDPOINT,
    ROUTER,
    application,
    ask_for_page,
    client,
    paths,
)

CUSTOMERS = ("1228", "1609", "1")
NUMBERS = [0, -1, 1, 2.5, 1e308, -1e308, 10**30, 10**400, float("nan"), float("inf"), 2**63]
# How a row of requests of the grid, a click on a plot, and a file look that nobody made.
SHAPES = [
    None,
    True,
    [],
    {},
    [None],
    [[]],
    {"startRow": -5, "endRow": 10**12, "sortModel": [{"colId": "x; --", "sort": "up"}]},
    {"startRow": 0, "endRow": 100, "filterModel": {"customer_id": {"filter": "%", "type": "none"}}},
    {"startRow": "0", "endRow": None, "filterModel": [], "sortModel": {}},
    {"filterModel": {"rfm_spend_30d": {"operator": "AND", "conditions": [{}, None, 3]}}},
    {"points": [{"x": None, "y": [], "label": {}, "customdata": [[1]]}]},
    {"points": []},
    {"rowId": "0", "value": [], "colId": None, "rowIndex": -1},
]
# What stands in addresses.
NAMES = [
    *("customer", "q", "search", "sort", "columns", "segment", "region", "store", "reason"),
    *("page", "tab", "day", "from", "to", "rfm_orders_30d", "rfm_spend_90d", "table", "model"),
]
FILES = [
    b"",
    b"\x00" * 100,
    b"\xff\xfe\xfa",
    b"PK\x03\x04 not a zip",
    b"a,b\n1,2,3\n",
    b'"' * 5_000,
    b"customer_id\n" + b"=1+1\n" * 50,
    b"transaction_id,customer_id,store_id,transaction_date,total_amount\n1,1,1,soon,NaN\n",
]


def _hostile(rng: random.Random, depth: int = 0) -> Any:
    """Return something that a careless callback would not survive."""
    kind = rng.randrange(7)
    if kind <= 2:
        return rng.choice(TEXTS)
    if kind == 3:
        return rng.choice(NUMBERS)
    if kind == 4:
        return deepcopy(rng.choice(SHAPES))
    if kind == 5:
        start = rng.choice(["data:text/csv;base64,", "data:,", "", "data:application/zip;base64,"])
        return start + base64.b64encode(rng.choice(FILES)).decode()[rng.randrange(2) :]
    if depth > 3:
        return None
    inside = [_hostile(rng, depth + 1) for _ in range(rng.randrange(4))]
    return inside if rng.random() < 0.5 else {str(one)[:20]: one for one in inside}


def _nested(rng: random.Random) -> Any:
    value: Any = 1
    for _ in range(rng.choice([5, 50, 400])):
        value = [value] if rng.random() < 0.5 else {"a": value}
    return value


class Page:
    """What the pages hold: the properties of every component that has an id."""

    def __init__(self) -> None:
        self.components: list[dict[str, Any]] = []
        self._walk(client().get("/_dash-layout").get_json())
        for path in paths():
            self._walk(ask_for_page(path, customer=CUSTOMERS[0]).get_json())

    def _walk(self, value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("id"), str | dict) and value["id"]:
                self.components.append(value)
            for one in value.values():
                self._walk(one)
        elif isinstance(value, list):
            for one in value:
                self._walk(one)

    def ids(self, pattern: dict[str, Any]) -> list[dict]:
        """Return the ids that a pattern matches; made-up ones where no page has one."""
        found = [
            one["id"]
            for one in self.components
            if isinstance(one["id"], dict)
            and set(one["id"]) == set(pattern)
            and all(isinstance(p, list) or one["id"][key] == p for key, p in pattern.items())
        ]
        unique = list({json.dumps(one, sort_keys=True): one for one in found}.values())
        return unique or [
            {key: "made-up" if isinstance(part, list) else part for key, part in pattern.items()}
        ]

    def value(self, component_id: Any, name: str) -> Any:
        """Return what a property has on the page, or None."""
        return next(
            (one[name] for one in self.components if one["id"] == component_id and name in one),
            None,
        )


def _request(name: str, page: Page, rng: random.Random) -> dict[str, Any]:
    """Return a request as the page would make it."""
    callback = application().callback_map[name]
    matched: dict[str, Any] = {}

    def resolve(declared_id: str, prop: str, has_value: bool) -> Any:
        def one(component_id: Any) -> dict:
            value = component_id if prop == "id" else page.value(component_id, prop)
            return {"id": component_id, "property": prop, **({"value": value} if has_value else {})}

        if not declared_id.startswith("{"):
            return one(declared_id)
        pattern = json.loads(declared_id)
        found = page.ids(pattern)
        if ["MATCH"] in pattern.values():
            chosen = matched.setdefault("id", rng.choice(found))
            found = [
                ident
                for ident in found
                if all(
                    part != ["MATCH"] or ident[k] == chosen.get(k) for k, part in pattern.items()
                )
            ]
        if ["ALL"] in pattern.values() or ["ALLSMALLER"] in pattern.values():
            return [one(ident) for ident in found]
        return one(found[0])

    inputs = [resolve(one["id"], one["property"], True) for one in callback["inputs"]]
    state = [resolve(one["id"], one["property"], True) for one in callback["state"]]
    declared = callback["output"]
    several = declared if isinstance(declared, list) else [declared]
    outputs = [resolve(one.component_id_str(), one.component_property, False) for one in several]
    flat = [one for item in inputs for one in (item if isinstance(item, list) else [item])]
    changed = rng.sample(flat, min(len(flat), 1))
    request = {
        "output": name,
        "outputs": outputs if isinstance(declared, list) else outputs[0],
        "inputs": inputs,
        "state": state,
        "changedPropIds": [f"{_text(one['id'])}.{one['property']}" for one in changed],
    }
    if callback.get("no_output"):
        del request["outputs"]
    # It is going to be changed; what the pages hold is not.
    return deepcopy(request)


def _text(component_id: Any) -> str:
    if isinstance(component_id, str):
        return component_id
    return json.dumps(component_id, sort_keys=True, separators=(",", ":"))


def _with_hostile_values(request: dict[str, Any], rng: random.Random) -> None:
    """Change values only: such a request reaches its callback."""
    items = [*request["inputs"], *request["state"]]
    flat = [one for item in items for one in (item if isinstance(item, list) else [item])]
    free = [one for one in flat if one["property"] != "id"]
    for one in rng.sample(free, min(len(free), rng.randrange(4))):
        one["value"] = _hostile(rng)
    if request["output"] == ROUTER and rng.random() < 0.9:
        request["inputs"][0]["value"] = rng.choice(paths())
        query = "&".join(
            f"{rng.choice(NAMES)}={rng.choice(TEXTS)}" for _ in range(rng.randrange(4))
        )
        request["inputs"][1]["value"] = f"?customer={rng.choice(CUSTOMERS)}&{query}"


def _with_another_shape(request: dict[str, Any], rng: random.Random) -> Any:
    """Change anything, anywhere."""
    for _ in range(rng.randrange(1, 4)):
        node: Any = request
        way: list[Any] = []
        while isinstance(node, dict | list) and node and (not way or rng.random() < 0.7):
            key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
            way.append((node, key))
            node = node[key]
        if not way:
            return _hostile(rng)
        parent, key = way[-1]
        kind = rng.randrange(6)
        if kind == 0:
            del parent[key]
        elif kind == 1:
            parent[key] = _nested(rng)
        elif kind == 2:
            parent[key] = [parent[key]] * rng.choice([0, 1, 2])
        elif kind == 3 and isinstance(parent[key], str | int | None):
            parent[key] = [parent[key]] * 6_000
        elif kind == 4 and isinstance(parent, dict):
            parent[str(rng.choice(TEXTS))[:50]] = _hostile(rng)
        else:
            parent[key] = _hostile(rng)
    return request


@pytest.mark.parametrize("payloads", [2_000, pytest.param(10_000, marks=pytest.mark.long)])
def test_no_request_ends_in_a_traceback(
    sample, payloads: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    rng = random.Random(30)
    page = Page()
    names = [name for name, one in application().callback_map.items() if "callback" in one]
    assert len(names) >= 5
    statuses: Counter[int] = Counter()
    reached: Counter[str] = Counter()
    refused_inside: Counter[str] = Counter()
    problems: list[str] = []
    slowest = (0.0, "")
    started = time.monotonic()
    for number in range(payloads):
        name = names[number % len(names)]
        request: Any = _request(name, page, rng)
        if rng.random() < 0.6:
            _with_hostile_values(request, rng)
        else:
            request = _with_another_shape(request, rng)
        caplog.clear()
        before = time.monotonic()
        answer = client().post(ENDPOINT, data=json.dumps(request), content_type="application/json")
        slowest = max(slowest, (time.monotonic() - before, json.dumps(request)[:300]))
        statuses[answer.status_code] += 1
        if answer.status_code in (200, 204):
            reached[name] += 1
        for record in caplog.records:
            if record.exc_info:
                refused_inside[f"{name[:60]}: {record.exc_info[1]!r:.80}"] += 1
        if answer.status_code >= 500 or b"Traceback" in answer.data:
            problems.append(f"{answer.status_code} {json.dumps(request)[:500]}")
    took = time.monotonic() - started
    print(f"{payloads:,} payloads to {len(names)} callbacks in {took:.0f} s: {dict(statuses)}")
    print(f"reached: {dict(reached)}")
    print(f"slowest: {slowest[0]:.2f} s {slowest[1]}")
    for words, times in refused_inside.most_common(20):
        print(f"{times:5} {words}")
    assert problems == []
    assert set(reached) == set(names)


def test_no_address_ends_in_a_traceback(sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    rng = random.Random(30)
    rules = [rule for rule in application().server.url_map.iter_rules() if not rule.arguments]
    addresses = [rule.rule for rule in rules if "GET" in rule.methods]
    assert {"/", "/ready", "/_dash-layout"} <= set(addresses)
    for address in addresses:
        for _ in range(60):
            query = {rng.choice(NAMES): rng.choice(TEXTS) for _ in range(rng.randrange(4))}
            # Half of a character has no place in an address.
            query = {name: text.replace("\ud800", "?") for name, text in query.items()}
            answer = client().get(address, query_string=query)
            assert answer.status_code < 500, (address, query)
            assert b"Traceback" not in answer.data, (address, query)
