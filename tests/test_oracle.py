"""Every feature against plain Python, on hundreds of random drops."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from tests import oracle
from tests.drops import Drop
from tests.random_drops import AS_OF, drops
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
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(drop=drops())
def test_every_feature_is_what_plain_python_counts(replay: Replay, drop: Drop) -> None:
    mart = replay.features(drop)
    assert replay.rejected() == 0
    customers = oracle.sales_by_customer(drop)
    expected = {
        (customer, cutoff): row
        for customer in customers
        for cutoff in CUTOFFS
        if (row := oracle.features(drop, customer, cutoff, AS_OF)) is not None
    }
    assert set(mart) == set(expected)
    for key, row in expected.items():
        assert set(row) == set(mart[key]) - NOT_OF_ONE_CUSTOMER
        for name, value in row.items():
            assert _same(mart[key][name], value), (key, name, mart[key][name], value)


def _same(measured: object, expected: object) -> bool:
    if expected is None or isinstance(expected, str):
        return measured == expected
    return float(measured) == pytest.approx(float(expected), rel=1e-9, abs=1e-6)
