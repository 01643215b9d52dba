"""What must not change a feature, and what must change it in a known way, on random drops."""

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drops import Drop
from tests.random_drops import AS_OF, drops
from tests.replay import Replay

Mart = dict[tuple[str, date], dict]

EXAMPLES = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LABELLED = AS_OF - timedelta(days=30)
TARGETS = {"future_spend_30d", "future_orders_30d"}
# What the other customers of the cutoff decide.
OF_ALL = {
    *("rfm_recency_score", "rfm_frequency_score", "rfm_monetary_score", "rfm_segment"),
    *("level_spend_30d", "level_growth_last_year"),
}


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    """Compile the models for a fixed as-of date."""
    variables = {"snapshot_count": 3, "min_history_days": -10_000}
    return Replay(tmp_path_factory.mktemp("fixed"), as_of_date=str(AS_OF), **variables)


@pytest.fixture(scope="module")
def floating(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    """Compile them for an as-of date that follows the last sale."""
    variables = {"snapshot_count": 3, "min_history_days": -10_000}
    return Replay(tmp_path_factory.mktemp("floating"), **variables)


@EXAMPLES
@given(drop=drops(), seed=st.integers())
def test_the_order_of_the_rows_changes_nothing(replay: Replay, drop: Drop, seed: int) -> None:
    shuffled = deepcopy(drop)
    for rows in shuffled.values():
        random.Random(seed).shuffle(rows)
    assert replay.features(drop) == replay.features(shuffled)


@EXAMPLES
@given(drop=drops())
def test_other_ids_change_nothing_but_the_ids(replay: Replay, drop: Drop) -> None:
    renamed = deepcopy(drop)
    for rows in renamed.values():
        for row in rows:
            for key in ("customer_id", "transaction_id", "line_item_id", "product_id"):
                if row.get(key):
                    row[key] = f"0{row[key]}é"
    before, after = replay.features(drop), replay.features(renamed)
    expected = {
        (f"0{customer}é", cutoff): {**row, "customer_id": f"0{customer}é"}
        for (customer, cutoff), row in before.items()
    }
    assert after == expected


@EXAMPLES
@given(drop=drops())
def test_amounts_times_ten_are_money_times_ten(replay: Replay, drop: Drop) -> None:
    tenfold = deepcopy(drop)
    for rows in tenfold.values():
        for row in rows:
            for key in ("total_amount", "line_item_amount", "min_spend_threshold", "bonus_points"):
                if row.get(key) is not None:
                    row[key] *= 10
    before, after = replay.features(drop), replay.features(tenfold)
    assert before.keys() == after.keys()
    for key, row in before.items():
        for name, value in row.items():
            if name == "level_spend_30d" and value == pytest.approx(0.01):
                continue  # The least that it can be, whatever the currency.
            factor = 10 if _is_money(name) else 1
            expected = value if isinstance(value, str | date | None) else float(value) * factor
            measured = after[key][name]
            if isinstance(measured, Decimal | float | int):
                assert float(measured) == pytest.approx(expected, rel=1e-9, abs=1e-6), (key, name)
            else:
                assert measured == expected, (key, name)


@EXAMPLES
@given(drop=drops(), weeks=st.integers(-60, 60))
def test_other_weeks_change_nothing_but_the_cutoffs(
    floating: Replay, drop: Drop, weeks: int
) -> None:
    shift = timedelta(weeks=weeks)
    shifted = deepcopy(drop)
    for header in shifted["store_sales_header"]:
        header["transaction_date"] += shift
    moved = {
        (customer, cutoff + shift): {**row, "cutoff_date": cutoff + shift}
        for (customer, cutoff), row in floating.features(drop).items()
    }
    # The 1st of a month is another day of the week there.
    assert _without(floating.features(shifted), _is_of_month) == _without(moved, _is_of_month)


@EXAMPLES
@given(drop=drops())
def test_what_comes_after_the_cutoff_changes_no_feature(replay: Replay, drop: Drop) -> None:
    midnight = datetime.combine(LABELLED, datetime.min.time())
    past = deepcopy(drop)
    past["store_sales_header"] = [
        row for row in drop["store_sales_header"] if row["transaction_date"] < midnight
    ]
    kept = {row["transaction_id"] for row in past["store_sales_header"]}
    past["store_sales_line_items"] = [
        row for row in drop["store_sales_line_items"] if row["transaction_id"] in kept
    ]
    if not kept:
        return
    whole, cut = (
        {key: row for key, row in replay.features(rows).items() if key[1] <= LABELLED}
        for rows in (drop, past)
    )
    assert _without(whole, TARGETS.__contains__) == _without(cut, TARGETS.__contains__)


@EXAMPLES
@given(drop=drops())
def test_another_customer_changes_only_what_all_decide(replay: Replay, drop: Drop) -> None:
    alone = deepcopy(drop)
    alone["store_sales_header"] = [
        row for row in drop["store_sales_header"] if row["customer_id"] != "C2"
    ]
    kept = {row["transaction_id"] for row in alone["store_sales_header"]}
    alone["store_sales_line_items"] = [
        row for row in drop["store_sales_line_items"] if row["transaction_id"] in kept
    ]
    if not kept:
        return
    whole = {key: row for key, row in replay.features(drop).items() if key[0] != "C2"}
    rest = {key: row for key, row in replay.features(alone).items() if key[0] != "C2"}
    assert _without(whole, OF_ALL.__contains__) == _without(rest, OF_ALL.__contains__)


def _is_money(name: str) -> bool:
    money = (
        *("rfm_spend_", "rfm_return_amount_", "rfm_average_", "rhythm_day_spend_"),
        *("rhythm_last_day_spend", "block_week_spend_", "block_4_weeks_spend_", "level_spend_"),
        *("loyalty_points_", "future_spend_"),
    )
    return name.startswith(money)


def _is_of_month(name: str) -> bool:
    return name.startswith("calendar_month_")


def _without(mart: Mart, is_left_out: Callable[[str], bool]) -> Mart:
    return {
        key: {name: value for name, value in row.items() if not is_left_out(name)}
        for key, row in mart.items()
    }
