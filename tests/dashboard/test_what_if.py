"""Which figures describe a customer who can exist, and what follows from them."""

import random
import re
from itertools import pairwise
from types import SimpleNamespace

import dash_mantine_components as dmc
import pytest
from dash import Dash

from dashboard.generation import Generation
from dashboard.store.customer import feature_descriptions
from dashboard.store.search import search_customers
from dashboard.store.what_if import todays_features, what_if_features, what_if_limits
from dashboard.store.what_if_sql import BETWEEN
from dashboard.store.what_if_sql import WINDOWS as MART_WINDOWS
from dashboard.what_if.answer import answer, link, open_form, take_link
from dashboard.what_if.comparison import compare, comparison_cards, moved_table
from dashboard.what_if.follow import edited, follow, from_link
from dashboard.what_if.form import changes_in_words
from dashboard.what_if.form import form as form_fields
from dashboard.what_if.rules import (
    ALL_INPUTS,
    AVERAGE,
    CHANNELS,
    ORDERS,
    PROMOTION,
    RECENCY,
    SPEND,
    WINDOWS,
    Limits,
    form_values,
    problems,
)
from ml.model import RuleModel
from ml.rules import LastDays

LIMITS = Limits(
    maxima={**dict.fromkeys(ALL_INPUTS, 1000.0), **dict.fromkeys((PROMOTION, *CHANNELS), 1.0)},
    tenure_days=300,
    return_amount=0.0,
)
POSSIBLE = {
    RECENCY: 10,
    **dict(zip(ORDERS, (2, 5, 20), strict=True)),
    **dict(zip(SPEND, (40.0, 100.0, 400.0), strict=True)),
    AVERAGE: 20.0,
    PROMOTION: 30.0,
    **dict(zip(CHANNELS, (50.0, 30.0, 15.0, 5.0), strict=True)),
}


def test_a_possible_customer_has_no_problem() -> None:
    assert problems(POSSIBLE, LIMITS) == {}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({RECENCY: None}, RECENCY, "Enter a number."),
        ({RECENCY: ""}, RECENCY, "Enter a number."),
        ({RECENCY: float("nan")}, RECENCY, "Enter a number."),
        ({RECENCY: True}, RECENCY, "Enter a number."),
        ({RECENCY: [1]}, RECENCY, "Enter a number."),
        ({RECENCY: 0}, RECENCY, "Enter 1 to 300."),
        ({RECENCY: 301}, RECENCY, "Enter 1 to 300."),
        ({"rfm_orders_30d": 2.5}, "rfm_orders_30d", "Enter a whole number."),
        ({"rfm_orders_365d": -1}, "rfm_orders_365d", "Enter 0 to 2,000."),
        ({"rfm_spend_365d": -99999}, "rfm_spend_365d", "Enter 0 to 2,000."),
        ({"rfm_spend_365d": 1e12}, "rfm_spend_365d", "Enter 0 to 2,000."),
        ({"rfm_orders_30d": 6}, "rfm_orders_90d", "At least 6"),
        ({"rfm_spend_30d": 101.0}, "rfm_spend_90d", "At least 101.00"),
        ({"rfm_orders_30d": 5}, "rfm_spend_90d", "As much as in 30 days"),
        ({"rfm_orders_30d": 0}, "rfm_orders_30d", "At least 1: the last purchase is 10 days ago."),
        ({RECENCY: 40}, "rfm_orders_30d", "Must be 0: the last purchase is 40 days ago."),
        ({AVERAGE: 21.0}, AVERAGE, "20 orders and this net spend make 20.00."),
        ({PROMOTION: 100.1}, PROMOTION, "Enter 0 to 100 %."),
        ({CHANNELS[3]: -1}, CHANNELS[3], "Nothing is left"),
        ({"rfm_orders_365d": 5, "rfm_spend_365d": 100.0}, "rfm_orders_365d", "At least 6: the fir"),
    ],
)
def test_an_impossible_customer_is_told_why_at_the_field(
    change: dict, field: str, words: str
) -> None:
    found = problems({**POSSIBLE, **change}, LIMITS)
    assert words in found.get(field, "")


def test_one_purchase_cannot_be_the_first_and_a_later_last_one() -> None:
    once = {**POSSIBLE, **dict.fromkeys(ORDERS, 1), **dict.fromkeys(SPEND, 5.0), AVERAGE: 5.0}
    assert "At least 2" in problems(once, LIMITS)["rfm_orders_365d"]
    on_that_day = Limits(LIMITS.maxima, tenure_days=10, return_amount=0.0)
    assert problems(once, on_that_day) == {}
    twice = {**once, "rfm_orders_365d": 2, AVERAGE: 2.5}
    assert "As many as in 90 days" in problems(twice, on_that_day)["rfm_orders_365d"]


def test_returns_may_make_a_longer_window_smaller() -> None:
    with_returns = Limits(LIMITS.maxima, LIMITS.tenure_days, return_amount=50.0)
    values = {**POSSIBLE, "rfm_spend_30d": 120.0, "rfm_orders_30d": 3, AVERAGE: 22.5}
    assert problems(values, with_returns) == {}
    assert "rfm_spend_90d" in problems(values, LIMITS)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        # Two orders more, at 20.00 each, lie in every window.
        ("rfm_orders_30d", 4, {"rfm_orders_90d": 7, "rfm_spend_30d": 80, "rfm_spend_365d": 440}),
        # All that lie between 30 and 90 days are gone.
        ("rfm_orders_90d", 2, {"rfm_orders_365d": 17, "rfm_spend_90d": 40, "rfm_spend_365d": 340}),
        ("rfm_spend_90d", 300, {"rfm_spend_30d": 40, "rfm_spend_365d": 600, AVERAGE: 30}),
        (AVERAGE, 30, {"rfm_spend_30d": 60, "rfm_spend_90d": 150, "rfm_spend_365d": 600}),
        # The last of the two recent ones moves to day 40, the other never was.
        (RECENCY, 40, {"rfm_orders_30d": 0, "rfm_spend_30d": 0, "rfm_orders_90d": 4}),
        (RECENCY, 100, {"rfm_orders_90d": 0, "rfm_orders_365d": 16, "rfm_spend_365d": 320}),
        (CHANNELS[0], 40, {CHANNELS[3]: 15}),
        (PROMOTION, 99, {}),
    ],
)
def test_other_fields_follow(field: str, value: float, expected: dict) -> None:
    values = follow(POSSIBLE, field, value, LIMITS)
    assert problems(values, LIMITS) == {}
    assert {name: values[name] for name in expected} == pytest.approx(expected)
    assert values[field] == value


def test_a_last_purchase_in_an_empty_window_is_one_more_order() -> None:
    silent = follow(POSSIBLE, RECENCY, 100, LIMITS)
    again = follow(silent, RECENCY, 5, LIMITS)
    assert [again[name] - silent[name] for name in ORDERS] == [1, 1, 1]
    assert problems(again, LIMITS) == {}


def test_windows_that_hold_the_whole_history_are_one() -> None:
    limits = Limits(LIMITS.maxima, tenure_days=60, return_amount=0.0)
    young = {**POSSIBLE, "rfm_orders_90d": 20, "rfm_spend_90d": 400.0}
    assert problems(young, limits) == {}
    for field in ORDERS[1:]:
        assert follow(young, field, 25, limits)[ORDERS[1]] == 25
        assert problems(follow(young, field, 25, limits), limits) == {}


def test_several_changed_fields_stay_and_only_the_average_follows() -> None:
    given = {**POSSIBLE, "rfm_orders_365d": 25, "rfm_spend_365d": 1000.0}
    name, values = edited(POSSIBLE, given, LIMITS)
    assert name is None
    assert values == {**given, AVERAGE: 40.0}
    assert from_link({"rfm_orders_365d": 25.0, "rfm_spend_365d": 1000.0}, POSSIBLE, LIMITS) == (
        values,
        True,
    )


def test_a_retailer_with_one_channel_has_no_shares_to_change() -> None:
    one = {**LIMITS.maxima, **dict.fromkeys(CHANNELS[1:], 0.0)}
    assert not set(CHANNELS) & set(Limits(one, 300, 0.0).inputs)
    two = {**one, CHANNELS[1]: 0.4}
    assert Limits(two, 300, 0.0).channels == CHANNELS[:2]


def test_the_last_channel_is_locked_and_says_that_it_follows() -> None:
    boxes = [
        child
        for child in form_fields(POSSIBLE, POSSIBLE, LIMITS)._traverse()
        if isinstance(child, dmc.NumberInput)
    ]
    assert [box.id["what-if"] for box in boxes] == list(LIMITS.inputs)
    assert [box.readOnly for box in boxes] == [False] * 12 + [True]
    assert "Follows" in boxes[-1].description
    assert boxes[-2].rightSection.to_plotly_json()["props"]["aria-label"].startswith("Reset: ")


def test_changes_are_named_in_few_words() -> None:
    assert changes_in_words([*ORDERS, SPEND[1], RECENCY]) == (
        "orders of the last 30, 90 and 365 days; net spend of the last 90 days; "
        "days since the last purchase"
    )


@pytest.fixture(autouse=True, scope="module")
def _addresses() -> None:
    """Let there be an application: addresses begin with its prefix."""
    Dash(__name__)


def _limits(generation: Generation, row: dict) -> Limits:
    return Limits(
        what_if_limits(generation, list(ALL_INPUTS)),
        row["rfm_tenure_days"],
        float(row["rfm_return_amount_365d"]),
        row["rfm_orders_all"] - row["rfm_orders_365d"],
    )


def test_every_customer_of_the_sample_is_possible(generation: Generation) -> None:
    rows = generation.query(
        "select * from marts.customer_features "
        "where cutoff_date = (select max(cutoff_date) from marts.customer_features)"
    )
    assert len(rows) == 2469
    maxima = _limits(generation, rows[0]).maxima
    for row in rows:
        limits = Limits(
            maxima,
            row["rfm_tenure_days"],
            float(row["rfm_return_amount_365d"]),
            row["rfm_orders_all"] - row["rfm_orders_365d"],
        )
        assert problems(form_values(row, limits), limits) == {}, row["customer_id"]
        assert impossibilities(row) == []


def test_unchanged_figures_give_the_same_features(generation: Generation) -> None:
    newest = generation.query(
        "select customer_id from marts.customers where rfm_tenure_days < 130 order by all limit 30"
    )
    assert len(newest) == 30
    inputs = (RECENCY, *ORDERS, *SPEND, PROMOTION, *CHANNELS)
    for customer_id in ("1", "1228", "2500", *(row["customer_id"] for row in newest)):
        before = todays_features(generation, customer_id)
        for names in ((), inputs):
            after = what_if_features(generation, customer_id, {n: before[n] for n in names})
            assert after.keys() == before.keys()
            for name, value in before.items():
                expected = pytest.approx(value) if isinstance(value, float) else value
                assert after[name] == expected, (customer_id, name)


def impossibilities(row: dict) -> list[str]:
    """Return what no customer can have, said independently of the form (no returns)."""
    found = []
    recency, tenure = row["rfm_recency_days"], row["rfm_tenure_days"]
    orders = {days: row[f"rfm_orders_{days}d"] for days in MART_WINDOWS}
    spend = {days: float(row[f"rfm_spend_{days}d"]) for days in MART_WINDOWS}
    for days in MART_WINDOWS:
        if (orders[days] > 0) != (recency <= days):
            found.append(f"orders in {days} days")
        if orders[days] == 0 and spend[days] > 0:
            found.append(f"spend without orders in {days} days")
        if tenure <= days and orders[days] != row["rfm_orders_all"]:
            found.append(f"purchases before the first one in {days} days")
        if recency < tenure and days < tenure and orders[days] >= row["rfm_orders_all"]:
            found.append(f"the first purchase in {days} days")
    for shorter, longer in pairwise(MART_WINDOWS):
        if orders[shorter] > orders[longer] or spend[shorter] > spend[longer] + 0.011:
            found.append(f"more in {shorter} than in {longer} days")
        if orders[shorter] == orders[longer] and abs(spend[shorter] - spend[longer]) > 0.011:
            found.append(f"spend between {shorter} and {longer} days")
    return found + _impossible_rhythm(row)


def _impossible_rhythm(row: dict) -> list[str]:
    found, recency = [], row["rfm_recency_days"]
    for window in ("365d", "all"):
        days = row[f"rfm_active_days_{window}"]
        if not min(1, row[f"rfm_orders_{window}"]) <= days <= row[f"rfm_orders_{window}"]:
            found.append(f"days with a purchase, {window}")
    if (row["rfm_gap_days_mean"] is None) != (row["rfm_active_days_all"] < 2):
        found.append("mean gap")
    for half_life in (14, 30, 60, 90, 180):
        fading = row[f"rfm_orders_half_life_{half_life}d"]
        if not 0 <= fading <= row["rfm_orders_all"] * 0.5 ** ((recency - 1) / half_life) + 1e-6:
            found.append(f"fading orders, {half_life}")
        if row[f"rfm_spend_half_life_{half_life}d"] < -1e-6:
            found.append(f"fading spend, {half_life}")
    return found


def test_whatever_is_typed_no_impossible_customer_is_scored(generation: Generation) -> None:
    dice = random.Random(7)
    ids = [
        row["customer_id"] for row in generation.query("select customer_id from marts.customers")
    ]
    accepted = 0
    for customer_id in dice.sample(sorted(ids), 25):
        form = open_form(generation, customer_id)
        memory = None
        given = dict(form.now)
        for _ in range(6):
            name = dice.choice(form.limits.inputs)
            low, high = form.limits.of(name)
            value = dice.choice([low, high, dice.uniform(low, high), form.now[name] * 2])
            given = {**given, name: round(value) if name in (RECENCY, *ORDERS) else round(value, 2)}
            found = answer(form, given, memory)
            if found.comparison is None:
                assert found.wrong
                given = dict(memory["valid"]) if memory else dict(form.now)
                continue
            accepted += 1
            memory, given = found.memory, dict(found.values)
            assert problems(given, form.limits) == {}
            row = _features(form, given)
            assert impossibilities(row) == [], (customer_id, name, value)
    assert accepted > 75


def _features(form, values: dict) -> dict:
    shares = {name: values[name] / 100 for name in (PROMOTION, *CHANNELS) if name in values}
    whole = {name: int(values[name]) for name in (RECENCY, *ORDERS)}
    spend = {name: values[name] for name in SPEND}
    return what_if_features(form.generation, form.customer_id, {**whole, **spend, **shares})


def test_what_is_typed_digit_by_digit_is_what_is_typed_at_once(generation: Generation) -> None:
    form = open_form(generation, "1228")
    at_once = answer(form, {**form.now, ORDERS[0]: 62}, None)
    first = answer(form, {**form.now, ORDERS[0]: 6}, None)
    then = answer(form, {**first.values, ORDERS[0]: 62}, first.memory)
    assert first.comparison is not None
    assert then.values == at_once.values
    back = answer(form, {**then.values, ORDERS[0]: form.now[ORDERS[0]]}, then.memory)
    assert back.values == form.now
    dearer = answer(form, {**form.now, AVERAGE: 25.0}, None)
    back = answer(form, {**dearer.values, AVERAGE: form.now[AVERAGE]}, dearer.memory)
    assert back.values == form.now


def test_text_of_a_number_that_is_being_typed_is_one(generation: Generation) -> None:
    form = open_form(generation, "1228")
    typed = answer(form, {**form.now, AVERAGE: "25.50"}, None)
    assert typed.values == answer(form, {**form.now, AVERAGE: 25.5}, None).values
    for text in ("", "x", "1e3", "٣", "nan", "1" * 400, "--1", " 2"):
        assert answer(form, {**form.now, AVERAGE: text}, None).wrong == {AVERAGE: "Enter a number."}


def test_changes_of_contributions_add_up_to_the_difference(generation: Generation) -> None:
    form = open_form(generation, "1228")
    silent = answer(form, {**form.now, RECENCY: 45}, None).comparison
    assert silent.difference < -100
    assert sum(moved.change for moved in silent.moved) == pytest.approx(silent.difference, abs=1)
    sizes = [abs(moved.change) for moved in silent.moved]
    assert sizes == sorted(sizes, reverse=True)
    assert "−$" in str(moved_table(silent))
    same = compare(generation.model, form.features, form.features)
    assert (same.difference, same.moved) == (0, [])


@pytest.mark.parametrize(
    "memory",
    [None, [], "x", {}, {"valid": {}}, {"valid": {"a": 1}, "base": None, "field": []}],
)
def test_a_memory_that_the_page_did_not_make_is_forgotten(generation: Generation, memory) -> None:
    form = open_form(generation, "1228")
    assert answer(form, dict(form.now), memory).comparison.difference == 0


def test_a_link_brings_the_same_figures(generation: Generation) -> None:
    form = open_form(generation, "1228")
    values = answer(form, {**form.now, AVERAGE: 25.0}, None).values
    address = link(form, values)
    query = dict(part.split("=") for part in address.split("?")[1].split("&"))
    assert query.pop("customer") == "1228"
    assert take_link(form, query) == (values, True)
    silent = answer(form, {**form.now, RECENCY: 45}, None).values
    assert take_link(form, {RECENCY: "45"}) == (silent, True)


@pytest.mark.parametrize(
    "query",
    [
        {"rfm_orders_30d": "many"},
        {"rfm_orders_30d": "nan"},
        {"rfm_orders_30d": "-1"},
        {"rfm_orders_30d": "1e400"},
        {"rfm_orders_90d": "1"},
        {"rfm_spend_30d": ["1", "2"]},
        {"channel_order_share_web_365d": "20"},
    ],
)
def test_a_link_to_an_impossible_customer_shows_todays_figures(
    generation: Generation, query: dict
) -> None:
    form = open_form(generation, "1228")
    assert take_link(form, query) == (form.now, False)
    assert take_link(form, {"unknown": "1"}) == (form.now, True)


def test_what_depends_on_a_changed_figure_follows_it(generation: Generation) -> None:
    before = todays_features(generation, "1228")
    inputs = {"rfm_orders_365d": before["rfm_orders_365d"] + 7}
    inputs |= {"rfm_spend_365d": float(before["rfm_spend_365d"]) + 700}
    after = what_if_features(generation, "1228", inputs)
    assert after["rfm_orders_all"] == before["rfm_orders_all"] + 7
    assert float(after["rfm_spend_all"]) == pytest.approx(float(before["rfm_spend_all"]) + 700)
    assert after["rfm_average_order_value_365d"] == pytest.approx(
        inputs["rfm_spend_365d"] / inputs["rfm_orders_365d"]
    )
    silent = {RECENCY: 200, **dict.fromkeys((*ORDERS, *SPEND), 0)}
    silent |= {"rfm_orders_365d": 2, "rfm_spend_365d": 1.0}
    after = what_if_features(generation, "1228", silent)
    assert after["rfm_recency_score"] == after["rfm_monetary_score"] == 1
    assert after["rfm_segment"] == "Lost"


def test_windows_trends_weeks_and_rhythm_follow_the_figures(generation: Generation) -> None:
    before = todays_features(generation, "1228")
    inputs = {}
    for days in (90, 365):
        inputs[f"rfm_orders_{days}d"] = before[f"rfm_orders_{days}d"] + 68
        inputs[f"rfm_spend_{days}d"] = float(before[f"rfm_spend_{days}d"]) + 800
    after = what_if_features(generation, "1228", inputs)

    def change(name: str) -> float:
        return float(after[name]) - float(before[name])

    def ratio(name: str) -> float:
        return float(after[name]) / float(before[name])

    # As large a part as before of those between 30 and 90 days: 40 of 68.
    assert change("rfm_orders_60d") == 40
    assert change("rfm_orders_120d") == change("rfm_orders_270d") == 68
    assert change("rfm_spend_270d") == pytest.approx(800)
    # 40 orders that lie 45 days back, 28 that lie 75.
    assert change("rfm_orders_half_life_30d") == pytest.approx(40 * 0.5**1.5 + 28 * 0.5**2.5)
    assert change("rfm_spend_rate_all") == pytest.approx(800 * 30 / before["rfm_tenure_days"])
    assert after["trend_orders_ratio_90d"] == pytest.approx(
        after["rfm_orders_90d"] / (after["rfm_orders_180d"] - after["rfm_orders_90d"])
    )
    assert ratio("block_week_spend_std_26w") == pytest.approx(ratio("rfm_spend_180d"))
    assert ratio("block_4_weeks_spend_std_24w") == pytest.approx(ratio("rfm_spend_180d"))
    assert ratio("rhythm_day_spend_median") == pytest.approx(ratio("rfm_average_order_value_365d"))
    assert after["rfm_gap_days_mean"] == pytest.approx(364 / (after["rfm_active_days_all"] - 1))
    untouched = ("block_week_active_share_26w", "level_spend_30d", "category_entropy_365d")
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    later = {RECENCY: before[RECENCY] + 1}
    after = what_if_features(generation, "1228", later)
    assert ratio("rhythm_gap_days_p90") == pytest.approx(ratio("rfm_gap_days_mean")) != 1
    assert after["rhythm_recency_to_gap"] == pytest.approx(
        after[RECENCY] / after["rhythm_gap_days_median"]
    )


def test_channel_and_promotion_follow_their_shares(generation: Generation) -> None:
    shares = dict(zip(CHANNELS, (0.2, 0.5, 0.3, 0.0), strict=True))
    after = what_if_features(generation, "1228", {**shares, PROMOTION: 0.0})
    assert after["channel_top_365d"] == "web"
    assert after["promo_line_share_365d"] == 0
    assert what_if_features(generation, "1228", {PROMOTION: 1.0})["promo_line_share_365d"] == 1


@pytest.mark.parametrize("text", ["%", "_", "\\", "'; drop table marts.customers; --", "\x00", "ü"])
def test_search_takes_any_text_literally(generation: Generation, text: str) -> None:
    assert search_customers(generation, text) == []


def test_search_finds_the_exact_id_first(generation: Generation) -> None:
    found = [row["customer_id"] for row in search_customers(generation, "122")]
    assert found[0] == "122"
    assert all("122" in customer_id for customer_id in found)


def test_windows_of_the_form_are_those_of_the_mart(generation: Generation) -> None:
    columns = feature_descriptions(generation)
    of_mart = {name for name in columns if re.fullmatch(r"rfm_orders_\d+d", name)}
    assert of_mart == {f"rfm_orders_{days}d" for days in (*WINDOWS, *BETWEEN)}


def test_a_simple_rule_is_compared_without_interval_and_chance(generation: Generation) -> None:
    form = open_form(generation, "1228")
    signature = generation.model.model.signature
    rule = RuleModel(signature, LastDays(30, 30, mean=100.0), "last_30_days")
    then = what_if_features(generation, "1228", {SPEND[0]: 900.0, SPEND[1]: 2300.0})
    comparison = compare(SimpleNamespace(model=rule), form.features, then)
    assert comparison.difference == pytest.approx(900 - 868.47, abs=0.01)
    assert [moved.feature for moved in comparison.moved] == [SPEND[0]]
    assert "–" in str(comparison_cards(comparison))
    assert "nan" not in str(comparison_cards(comparison))
