"""What can happen, and how it stands in an address."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from dashboard.what_happens.scenario import (
    LONGEST_DAYS,
    MOST_ADDED,
    NotPossible,
    Purchase,
    Scenario,
    read_purchase,
    read_scenario,
    read_until,
)

CUTOFF = dt.date(2018, 1, 1)
GIVEN = {
    "day": "2017-12-31",
    "amount": "12.50",
    "store": "S1",
    "channel": "web",
    "category": "Tea; “green”, 50 %",
    "is_promoted": True,
}


def test_a_scenario_survives_its_address() -> None:
    scenario = (
        Scenario(CUTOFF + dt.timedelta(days=9))
        .with_purchase(read_purchase(GIVEN, CUTOFF))
        .with_purchase(Purchase(CUTOFF, Decimal("-3.00"), None, "in_store", "Food", False))
        .leaving_out("T~1;&=")
    )
    assert read_scenario(scenario.query(CUTOFF), CUTOFF) == scenario
    assert Scenario(CUTOFF).query(CUTOFF) == {}
    assert read_scenario({}, CUTOFF) == Scenario(CUTOFF)


def test_what_was_done_can_be_undone() -> None:
    scenario = Scenario(CUTOFF).with_purchase(read_purchase(GIVEN, CUTOFF)).leaving_out("T1")
    assert scenario.without_purchase(0).leaving_out("T1") == Scenario(CUTOFF)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": None}, "day"),
        ({"day": "soon"}, "day"),
        ({"day": ["2017-12-31"]}, "day"),
        ({"day": "2018-01-01"}, "day"),
        ({"day": "1969-12-31"}, "day"),
        ({"amount": None}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": 0}, "amount"),
        ({"amount": "0.004"}, "amount"),
        ({"amount": "nan"}, "amount"),
        ({"amount": "inf"}, "amount"),
        ({"amount": 1e30}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": {"a": 1}}, "amount"),
        ({"channel": "fax"}, "channel"),
        ({"channel": None}, "channel"),
        ({"category": ""}, "category"),
        ({"category": 5}, "category"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(change: dict, field: str) -> None:
    with pytest.raises(NotPossible) as caught:
        read_purchase(GIVEN | change, CUTOFF)
    assert caught.value.field == field


@pytest.mark.parametrize("text", [None, "", "x", 5, "2017-12-31", "2018-05-02", "9999-99-99"])
def test_time_passes_forward_only_and_not_for_long(text: object) -> None:
    with pytest.raises(NotPossible):
        read_until(text, CUTOFF)


def test_the_last_day_is_possible() -> None:
    last = CUTOFF + dt.timedelta(days=LONGEST_DAYS)
    assert read_until(last.isoformat(), CUTOFF) == last


@pytest.mark.parametrize(
    "query",
    [
        {"add": "["},
        {"add": "5"},
        {"add": "[5]"},
        {"add": "[[]]"},
        {"add": '[["2017-12-31"]]'},
        {"add": '{"a": 1}'},
        {"add": "[" * 2000},
        {"add": '[["2017-12-31", "0", null, "web", "Food", false]]'},
        {"leave": "[5]"},
        {"leave": '"T1"'},
        {"leave": json.dumps(["T"] * 201)},
        {"until": "tomorrow"},
    ],
)
def test_an_address_that_nobody_wrote_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(NotPossible):
        read_scenario(query, CUTOFF)


def test_there_is_an_end_to_what_can_be_added() -> None:
    scenario = Scenario(CUTOFF, (read_purchase(GIVEN, CUTOFF),) * MOST_ADDED)
    with pytest.raises(NotPossible, match="At most 60"):
        scenario.with_purchase(read_purchase(GIVEN, CUTOFF))
