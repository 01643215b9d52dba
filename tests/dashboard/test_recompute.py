"""The warehouse in small gives what the warehouse gave."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from dashboard.generation import Generation
from dashboard.recompute import Recomputed, Sales, recompute_of
from dashboard.store.customer import newest_features
from dashboard.store.sales import known_sales, recent_sales, scoring_cutoff
from dashboard.what_happens.outcome import outcome
from dashboard.what_happens.scenario import Purchase, Scenario
from ml.predict import predict_spend

# What the other customers decide; they may differ where these are not those of the cutoff.
OF_ALL = ("rfm_recency_score", "rfm_frequency_score", "rfm_monetary_score", "rfm_segment")


def _recomputed(generation: Generation, customer_id: str, cutoff: dt.date) -> Recomputed:
    transactions, lines = known_sales(generation, customer_id)
    sales = Sales([], [], cutoff, customer_id, transactions, lines)
    return recompute_of(generation).features(sales)


def _assert_same(found: dict[str, Any], expected: dict[str, Any], without: tuple = ()) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        if name in without:
            continue
        is_number = isinstance(value, float | Decimal)
        # What fades is summed in whole units of 1e-9, in other pieces.
        wanted = pytest.approx(float(value), rel=1e-7, abs=1e-6) if is_number else value
        assert (float(found[name]) if is_number else found[name]) == wanted, name


def test_every_feature_is_that_of_the_mart(generation: Generation) -> None:
    rows = generation.query(
        "select customer_id from marts.customers where predicted_spend_30d is not null "
        "order by hash(customer_id) limit 25"
    )
    few = generation.query(
        "select customer_id from marts.customers where rfm_orders_all <= 2 order by all limit 5"
    )
    for row in rows + few:
        made = _recomputed(generation, row["customer_id"], scoring_cutoff(generation))
        (features,) = made.features
        assert made.rejected == []
        _assert_same(features, newest_features(generation, row["customer_id"]))


def test_at_an_earlier_cutoff_later_sales_do_not_count(generation: Generation) -> None:
    cutoff = dt.date(2017, 10, 28)
    for customer_id in ("1228", "55", "1609"):
        (features,) = _recomputed(generation, customer_id, cutoff).features
        (known,) = generation.query(
            "select * exclude (future_spend_30d, future_orders_30d) from marts.customer_features "
            "where customer_id = $customer_id and cutoff_date = $cutoff",
            {"customer_id": customer_id, "cutoff": cutoff},
        )
        levels = tuple(name for name in known if name.startswith("level_"))
        _assert_same(features, known, without=(*OF_ALL, *levels))


def test_what_is_left_out_and_added_again_is_as_it_was(generation: Generation) -> None:
    cutoff = scoring_cutoff(generation)
    before = newest_features(generation, "1228")
    sale = recent_sales(generation, "1228", 1)[0]
    without = Scenario(cutoff).leaving_out(sale["transaction_id"])
    left = outcome(generation, "1228", without)
    assert left.features["rfm_orders_30d"] == before["rfm_orders_30d"] - 1
    assert left.features["rfm_spend_30d"] == before["rfm_spend_30d"] - sale["amount"]
    assert left.features["rfm_tenure_days"] == before["rfm_tenure_days"]

    purchase = Purchase(
        day=sale["sale_date"],
        amount=sale["amount"],
        store_id=sale["store_id"],
        channel=sale["channel"],
        category="GROCERY",
        is_promoted=False,
    )
    again = outcome(generation, "1228", without.with_purchase(purchase))
    assert again.rejected == {}
    of_headers = ("rfm_", "trend_", "block_", "store_", "channel_", "rhythm_")
    names = [name for name in before if name.startswith(of_headers)]
    _assert_same(
        {name: again.features[name] for name in names}, {name: before[name] for name in names}
    )


def test_nothing_until_a_day_makes_the_customer_older(generation: Generation) -> None:
    cutoff = scoring_cutoff(generation)
    before = newest_features(generation, "1228")
    later = outcome(generation, "1228", Scenario(cutoff + dt.timedelta(days=45)))
    assert later.features["rfm_recency_days"] == before["rfm_recency_days"] + 45
    assert later.features["rfm_tenure_days"] == before["rfm_tenure_days"] + 45
    assert later.features["rfm_orders_30d"] == 0
    assert later.features["level_spend_30d"] == before["level_spend_30d"]
    now = outcome(generation, "1228", Scenario(cutoff))
    names = ("predicted_spend_30d", "purchase_probability_30d")
    made = predict_spend([now.features, later.features], generation.model)
    assert all(made[name][1] < made[name][0] for name in names)


def test_added_purchases_count_where_they_belong(generation: Generation) -> None:
    cutoff = scoring_cutoff(generation)
    before = newest_features(generation, "1228")
    purchase = Purchase(
        day=cutoff - dt.timedelta(days=8),
        amount=Decimal("64.00"),
        store_id="a store that nobody knows",
        channel="web",
        category="GROCERY",
        is_promoted=True,
    )
    scenario = Scenario(cutoff).with_purchase(purchase)
    made = outcome(generation, "1228", scenario)
    assert made.features["rfm_spend_7d"] == before["rfm_spend_7d"]
    assert made.features["rfm_spend_30d"] == before["rfm_spend_30d"] + 64
    assert made.features["channel_order_share_web_365d"] > 0
    assert made.features["promo_line_share_365d"] > before["promo_line_share_365d"]
    returned = Scenario(cutoff).with_purchase(replace(purchase, amount=Decimal("-10.00")))
    made = outcome(generation, "1228", returned)
    assert made.features["rfm_orders_30d"] == before["rfm_orders_30d"]
    assert made.features["rfm_return_amount_365d"] == before["rfm_return_amount_365d"] + 10


def test_a_purchase_that_the_warehouse_would_reject_is_named(generation: Generation) -> None:
    cutoff = scoring_cutoff(generation)
    possible = Purchase(cutoff - dt.timedelta(days=3), Decimal(5), "309", "web", "GROCERY", False)
    late = replace(possible, day=cutoff)
    made = outcome(generation, "1228", Scenario(cutoff, (possible, late)))
    assert made.rejected == {1: "date_out_of_range"}
    before = newest_features(generation, "1228")
    assert made.features["rfm_orders_all"] == before["rfm_orders_all"] + 1


def test_without_any_purchase_there_is_no_prediction(generation: Generation) -> None:
    ((customer_id,),) = [
        row.values()
        for row in generation.query(
            "select customer_id from marts.customers where rfm_orders_all <= 2 order by all limit 1"
        )
    ]
    sales = recent_sales(generation, customer_id, 100)
    scenario = Scenario(scoring_cutoff(generation))
    for sale in sales:
        scenario = scenario.leaving_out(sale["transaction_id"])
    made = outcome(generation, customer_id, scenario)
    assert made.features is None
