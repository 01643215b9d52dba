"""Which figures describe a customer who can exist, and what follows from them."""

import re

import pytest

from dashboard.generation import Generation, current
from dashboard.store.customer import feature_descriptions, newest_features
from dashboard.store.search import search_customers
from dashboard.store.what_if import what_if_features, what_if_limits
from dashboard.store.what_if_sql import BETWEEN
from dashboard.what_if import INPUTS, ORDERS, RECENCY, SPEND, WINDOWS, Limits, problems

LIMITS = Limits(maxima=dict.fromkeys(INPUTS, 1000.0), tenure_days=300, return_amount=0.0)
POSSIBLE = {
    RECENCY: 10,
    **dict(zip(ORDERS, (0, 2, 5, 9, 20), strict=True)),
    **dict(zip(SPEND, (0.0, 40.0, 100.0, 180.5, 400.0), strict=True)),
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
        ({"rfm_orders_7d": 1}, "rfm_orders_7d", "Must be 0: the last purchase is 10 days ago."),
        ({"rfm_spend_7d": 5.0}, "rfm_spend_7d", "Nothing can be spent without an order"),
        ({RECENCY: 40}, "rfm_orders_30d", "Must be 0: the last purchase is 40 days ago."),
    ],
)
def test_an_impossible_customer_is_told_why_at_the_field(
    change: dict, field: str, words: str
) -> None:
    found = problems({**POSSIBLE, **change}, LIMITS)
    assert words in found.get(field, "")


def test_one_purchase_cannot_be_the_first_and_a_later_last_one() -> None:
    once = {RECENCY: 10, **dict.fromkeys(ORDERS, 1), **dict.fromkeys(SPEND, 5.0)}
    once |= {"rfm_orders_7d": 0, "rfm_spend_7d": 0.0}
    assert "At least 2" in problems(once, LIMITS)["rfm_orders_365d"]
    on_that_day = Limits(LIMITS.maxima, tenure_days=10, return_amount=0.0)
    assert problems(once, on_that_day) == {}
    twice = {**once, "rfm_orders_365d": 2}
    assert "As many as in 365 days" in problems(twice, on_that_day)["rfm_orders_30d"]


def test_returns_may_make_a_longer_window_smaller() -> None:
    with_returns = Limits(LIMITS.maxima, LIMITS.tenure_days, return_amount=50.0)
    values = {**POSSIBLE, "rfm_spend_30d": 120.0, "rfm_orders_30d": 3}
    assert problems(values, with_returns) == {}
    assert "rfm_spend_90d" in problems(values, LIMITS)


@pytest.fixture
def generation(sample, monkeypatch: pytest.MonkeyPatch) -> Generation:
    """Return what the sample's run published."""
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    return current()


def test_every_customer_of_the_sample_is_possible(generation: Generation) -> None:
    maxima = what_if_limits(generation, list(INPUTS))
    rows = generation.query(
        "select * from marts.customer_features "
        "where cutoff_date = (select max(cutoff_date) from marts.customer_features)"
    )
    assert len(rows) == 2469
    for row in rows:
        limits = Limits(
            maxima,
            row["rfm_tenure_days"],
            float(row["rfm_return_amount_365d"]),
            row["rfm_orders_all"] - row["rfm_orders_365d"],
        )
        values = {name: float(row[name]) for name in INPUTS}
        assert problems(values, limits) == {}, row["customer_id"]


def test_unchanged_figures_give_the_same_features(generation: Generation) -> None:
    newest = generation.query(
        "select customer_id from marts.customers where rfm_tenure_days < 130 order by all limit 30"
    )
    assert len(newest) == 30
    for customer_id in ("1", "1228", "2500", *(row["customer_id"] for row in newest)):
        before = newest_features(generation, customer_id)
        after = what_if_features(generation, customer_id, {n: before[n] for n in INPUTS})
        assert after.keys() == before.keys()
        for name, value in before.items():
            expected = pytest.approx(value) if isinstance(value, float) else value
            assert after[name] == expected, (customer_id, name)


def test_what_depends_on_a_changed_figure_follows_it(generation: Generation) -> None:
    before = newest_features(generation, "1228")
    inputs = {name: before[name] for name in INPUTS}
    inputs |= {"rfm_orders_365d": before["rfm_orders_365d"] + 7}
    inputs |= {"rfm_spend_365d": float(before["rfm_spend_365d"]) + 700}
    after = what_if_features(generation, "1228", inputs)
    assert after["rfm_orders_all"] == before["rfm_orders_all"] + 7
    assert float(after["rfm_spend_all"]) == pytest.approx(float(before["rfm_spend_all"]) + 700)
    assert after["rfm_average_order_value_365d"] == pytest.approx(
        inputs["rfm_spend_365d"] / inputs["rfm_orders_365d"]
    )
    silent = {RECENCY: 200, **dict.fromkeys((*ORDERS, *SPEND), 0)}
    silent |= {"rfm_orders_365d": 1, "rfm_spend_365d": 1.0}
    after = what_if_features(generation, "1228", silent)
    assert after["rfm_recency_score"] == after["rfm_monetary_score"] == 1
    assert after["rfm_segment"] == "Lost"


def test_windows_trends_weeks_and_rhythm_follow_the_figures(generation: Generation) -> None:
    before = newest_features(generation, "1228")
    inputs = {name: float(before[name]) for name in INPUTS}
    for days in (90, 180, 365):
        inputs[f"rfm_orders_{days}d"] += 8
        inputs[f"rfm_spend_{days}d"] += 800
    after = what_if_features(generation, "1228", inputs)

    def change(name: str) -> float:
        return float(after[name]) - float(before[name])

    def ratio(name: str) -> float:
        return float(after[name]) / float(before[name])

    assert change("rfm_orders_60d") == 4
    assert change("rfm_orders_120d") == change("rfm_orders_270d") == 8
    assert change("rfm_spend_60d") == pytest.approx(400)
    assert change("rfm_spend_270d") == pytest.approx(800)
    # Eight orders that lie 60 days back.
    assert change("rfm_orders_half_life_60d") == pytest.approx(4)
    assert change("rfm_spend_half_life_30d") == pytest.approx(200)
    assert change("rfm_spend_rate_all") == pytest.approx(800 * 30 / before["rfm_tenure_days"])
    assert after["trend_orders_ratio_90d"] == pytest.approx(
        after["rfm_orders_90d"] / (after["rfm_orders_180d"] - after["rfm_orders_90d"])
    )
    assert ratio("block_week_spend_std_26w") == pytest.approx(ratio("rfm_spend_180d"))
    assert ratio("block_4_weeks_spend_std_24w") == pytest.approx(ratio("rfm_spend_180d"))
    assert ratio("rhythm_day_spend_median") == pytest.approx(ratio("rfm_average_order_value_365d"))
    untouched = ("rhythm_gap_days_median", "block_week_active_share_26w", "level_spend_30d")
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    later = {**{name: before[name] for name in INPUTS}, RECENCY: before[RECENCY] + 1}
    after = what_if_features(generation, "1228", later)
    assert ratio("rhythm_gap_days_p90") == pytest.approx(ratio("rfm_gap_days_mean")) != 1
    assert after["rhythm_recency_to_gap"] == pytest.approx(
        after[RECENCY] / after["rhythm_gap_days_median"]
    )


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
