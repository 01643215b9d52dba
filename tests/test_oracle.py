"""Every feature against plain Python, on hundreds of random drops; and each rule broken once."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests import oracle
from tests.broken_rules import BROKEN
from tests.drops import Drop
from tests.random_drops import AS_OF, crowd, drops
from tests.replay import Replay

CUTOFFS = [AS_OF, *(AS_OF - timedelta(days=30 + 7 * step) for step in range(3))]
# What the other customers decide, or the history of the record; tested in their models' YAML.
NOT_OF_ONE_CUSTOMER = {
    *("customer_id", "cutoff_date", "rfm_segment"),
    *("rfm_recency_score", "rfm_frequency_score", "rfm_monetary_score"),
    *("attribute_loyalty_status", "attribute_segment_id"),
}


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    """Compile the models for a fixed as-of date and three labelled cutoffs."""
    return Replay(
        tmp_path_factory.mktemp("oracle"),
        as_of_date=str(AS_OF),
        snapshot_count=3,
        min_history_days=-10_000,
    )


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(drop=drops())
def test_every_feature_is_what_plain_python_counts(replay: Replay, drop: Drop) -> None:
    mart = replay.features(drop)
    assert replay.rejected() == 0
    assert differences(mart, expected_mart(drop)) == []


def expected_mart(drop: Drop, cutoffs: Sequence[date] = CUTOFFS) -> dict[tuple[str, date], dict]:
    """Return what plain Python makes of the drop."""
    every = oracle.sales_by_customer(drop)
    mart = {}
    for cutoff in cutoffs:
        rows = {
            (customer, cutoff): row
            for customer, sales in every.items()
            if (row := oracle.features(drop, sales, cutoff, AS_OF)) is not None
        }
        if rows:
            level = oracle.levels(drop, every, list(rows.values()), cutoff)
            mart |= {key: row | level for key, row in rows.items()}
    return mart


def differences(mart: dict[tuple, dict], expected: dict[tuple, dict]) -> list[tuple]:
    """Return what differs: keys, columns, or values with their column."""
    if mart.keys() != expected.keys():
        return [("spine", sorted(mart.keys() ^ expected.keys()))]
    names = {name for row in expected.values() for name in row}
    columns = {name for row in mart.values() for name in row} - NOT_OF_ONE_CUSTOMER
    if mart and names != columns:
        return [("columns", names ^ columns)]
    return [
        (name, key, mart[key][name], value)
        for key, row in expected.items()
        for name, value in row.items()
        if not _same(mart[key][name], value)
    ]


def _same(measured: object, expected: object) -> bool:
    if measured is None or expected is None or isinstance(expected, str):
        return measured == expected
    return float(measured) == pytest.approx(float(expected), rel=1e-9, abs=1e-6)


@pytest.fixture(scope="module")
def many() -> tuple[Drop, dict[tuple[str, date], dict]]:
    """Return the sales of two hundred random drops in one, and what plain Python makes of them."""
    drop = crowd(200)
    return drop, expected_mart(drop)


def test_the_rules_hold_in_a_crowd(replay: Replay, many: tuple) -> None:
    drop, expected = many
    assert differences(replay.features(drop), expected) == []


def test_backtest_cutoffs_have_features_of_their_own(
    tmp_path: Path, many: tuple[Drop, dict]
) -> None:
    """30 and 60 days before; the second is no labelled cutoff, a third would be too early."""
    replay = Replay(
        tmp_path,
        ("customer_features", "backtest_features"),
        as_of_date=str(AS_OF),
        snapshot_count=3,
        snapshot_step_days=40,
        backtest_count=5,
        min_history_days=-10_000,
    )
    drop, _ = many
    ago = {days: AS_OF - timedelta(days=days) for days in (0, 30, 60, 70, 110)}
    labelled = expected_mart(drop, [ago[0], ago[30], ago[70], ago[110]])
    assert differences(replay.features(drop), labelled) == []
    backtests = expected_mart(drop, [ago[30], ago[60]])
    assert differences(replay.rows_of("backtest_features"), backtests) == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda rule: f"{rule[0]}: {rule[2] or 'nothing'}")
def test_a_broken_rule_is_noticed(replay: Replay, many: tuple, broken: tuple) -> None:
    drop, expected = many
    assert differences(replay.features(drop, broken=broken), expected) != []
