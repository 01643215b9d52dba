"""From raw files to the mart: which sale falls into which window.

Amounts are powers of two, so every sum names the sales that it counted.
"""

import itertools
from datetime import date

import pytest

from tests.drops import drop_of_sales, sale, write_csv
from tests.project import dbt, query

CUTOFF = "2024-06-01"  # labelled: its 30 days end at the as-of date
AS_OF = "2024-07-01"
SALES = {
    # Edges of the trailing windows of the cutoff.
    "2023-01-01 12:00:00": 1,
    "2023-06-01 23:59:59": 2,  # one second before [cutoff - 365 d, cutoff) in a leap year
    "2023-06-02 00:00:00": 4,
    "2024-03-02 23:59:59": 8,
    "2024-03-03 00:00:00": 16,  # cutoff - 90 d
    "2024-05-01 23:59:59": 32,
    "2024-05-02 00:00:00": 64,  # cutoff - 30 d
    "2024-05-24 23:59:59": 128,
    "2024-05-25 00:00:00": 256,  # cutoff - 7 d
    "2024-05-31 23:59:59": 512,
    # Edges of the target.
    "2024-06-01 00:00:00": 1024,
    "2024-06-30 23:59:59": 2048,
    "2024-07-01 00:00:00": 4096,  # at the as-of date: rejected, for nothing is known from then on
}


@pytest.fixture(scope="module")
def mart(tmp_path_factory: pytest.TempPathFactory) -> dict[date, dict]:
    """Build the warehouse of one customer; return her mart rows by cutoff."""
    data_dir = tmp_path_factory.mktemp("edges")
    sales = [sale(f"T{n}", "C1", when, amount) for n, (when, amount) in enumerate(SALES.items())]
    write_csv(drop_of_sales(sales), data_dir / "raw")
    dbt("build", data_dir=data_dir, as_of_date=AS_OF)
    columns = [name for (name,) in query(
        data_dir,
        "select column_name from duckdb_columns() where schema_name = 'marts' "
        "and table_name = 'customer_features' order by column_index",
    )]  # fmt: skip
    rows = query(data_dir, "select * from marts.customer_features")
    by_name = [dict(zip(columns, row, strict=True)) for row in rows]
    return {row["cutoff_date"]: row for row in by_name}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("rfm_spend_7d", 256 + 512),
        ("rfm_spend_30d", 64 + 128 + 256 + 512),
        ("rfm_spend_90d", 16 + 32 + 64 + 128 + 256 + 512),
        ("rfm_spend_60d", 32 + 64 + 128 + 256 + 512),
        ("rfm_spend_120d", 8 + 16 + 32 + 64 + 128 + 256 + 512),
        ("rfm_spend_365d", 4 + 8 + 16 + 32 + 64 + 128 + 256 + 512),
        ("rfm_spend_all", 1023),
        ("rfm_orders_7d", 2),
        ("rfm_orders_365d", 8),
        ("rfm_orders_all", 10),
        ("rfm_active_days_365d", 8),
        ("rfm_recency_days", 1),
        ("rfm_tenure_days", 517),
        ("rfm_average_order_value_365d", 1020 / 8),
        ("rfm_active_days_all", 10),
        # Weeks of 7 days: the first ends with the last second before the cutoff, the second one
        # second before cutoff - 7 d.
        ("block_week_spend_max_26w", 256 + 512),
        ("block_week_active_share_26w", 4 / 26),
        ("block_4_weeks_spend_median_24w", (0 + 24) / 2),
        ("rhythm_last_day_spend", 512),
        ("category_spend_share_other_365d", 0),
        ("category_spend_share_food_365d", 1),
        ("category_entropy_365d", 0),
        ("future_spend_30d", 1024 + 2048),
        ("future_orders_30d", 2),
    ],
)
def test_each_window_counts_its_own_days(mart: dict, column: str, expected: float) -> None:
    assert mart[date.fromisoformat(CUTOFF)][column] == expected


def test_scoring_cutoff_sees_everything_and_has_no_target(mart: dict) -> None:
    newest = mart[date.fromisoformat(AS_OF)]
    assert newest["rfm_spend_all"] == 4095
    assert newest["future_spend_30d"] is None
    assert newest["future_orders_30d"] is None


def test_labelled_cutoffs_step_back_from_30_days_before_the_as_of_date(mart: dict) -> None:
    labelled = sorted(mart)[:-1]
    assert labelled[-1] == date.fromisoformat(CUTOFF)
    assert {(later - earlier).days for earlier, later in itertools.pairwise(labelled)} == {7}
    assert len(labelled) == 26


def test_gaps_are_between_distinct_purchase_days(mart: dict) -> None:
    row = mart[date.fromisoformat(CUTOFF)]
    days = sorted({date.fromisoformat(when[:10]) for when in SALES if when < CUTOFF})
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
    mean = sum(gaps) / len(gaps)
    std = (sum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1)) ** 0.5
    assert row["rfm_gap_days_mean"] == pytest.approx(mean)
    assert row["rfm_gap_days_std"] == pytest.approx(std)
