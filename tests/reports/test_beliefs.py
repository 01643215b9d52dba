"""Beliefs of the exploration report: a verdict follows the data, whatever these say."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reports.exploration.beliefs import BELIEFS, DOUBT, counts, outcomes
from reports.exploration.beliefs.belief import Belief
from reports.exploration.beliefs.effect import (
    Effect,
    mean,
    mean_difference,
    rank_correlation,
    resampled,
)
from reports.exploration.beliefs.outcome import Outcome
from reports.exploration.newest import MOST_CUSTOMERS, SPACED
from reports.warehouse import Warehouse
from tests.reports.test_exploration import of_sample, of_small  # noqa: F401

CUSTOMERS = 400
OF = {belief.name: belief for belief in BELIEFS}
Rows = dict[str, np.ndarray]


def _noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(size=CUSTOMERS)


def _held(side: int) -> Rows:
    habit = _noise(1)
    spend = habit if side > 0 else 1 / habit
    return {"habit": habit, "held": _noise(2), "spend": spend + _noise(3) / 10}


def _guesses(better: str, worse: str) -> Rows:
    return {better: _noise(1), worse: 2 + _noise(2)}


def _frequency(strong: str, weak: str) -> Rows:
    return {strong: _noise(1), weak: _noise(2), "spend": _noise(1) + _noise(3) / 10}


def _heavy(factor: float) -> Rows:
    before = _noise(1)
    is_top = before >= np.sort(before)[-CUSTOMERS // 10]
    return {"before": before, "spend": before * np.where(is_top, factor, 1), "is_top": is_top}


def _regularity(side: int) -> Rows:
    return {"irregularity": _noise(1), "orders": _noise(2), "error": side * _noise(1)}


def _new(side: int) -> Rows:
    is_new = np.arange(CUSTOMERS) < CUSTOMERS // 4
    return {"is_new": is_new, "error": 0.5 + side * 0.2 * is_new + _noise(1) / 100}


def _spent(tail: float) -> Rows:
    return {"spent": np.exp(tail * np.linspace(0, 1, CUSTOMERS))}


def _weeks(side: int) -> Rows:
    return {"weekend_day": 100 + side * 20 + _noise(1), "working_day": 100 + _noise(2)}


# What makes each belief true, and what makes it false.
WORLDS: dict[str, tuple[Callable[[], Rows], Callable[[], Rows]]] = {
    "recency": (
        lambda: {"recency_days": _noise(1), "spend": 1 / _noise(1)},
        lambda: {"recency_days": _noise(1), "spend": _noise(1)},
    ),
    "last_90_days": (
        lambda: _guesses("error_90", "error_30"),
        lambda: _guesses("error_30", "error_90"),
    ),
    "frequency": (
        lambda: _frequency("orders", "order_value"),
        lambda: _frequency("order_value", "orders"),
    ),
    "regression": (lambda: _heavy(0.5), lambda: _heavy(2)),
    "regularity": (lambda: _regularity(1), lambda: _regularity(-1)),
    "new_customers": (lambda: _new(1), lambda: _new(-1)),
    "promotions": (lambda: _held(-1), lambda: _held(1)),
    "categories": (lambda: _held(1), lambda: _held(-1)),
    "stores": (lambda: _held(1), lambda: _held(-1)),
    "channels": (lambda: _held(1), lambda: _held(-1)),
    "returns": (lambda: _held(-1), lambda: _held(1)),
    "pareto": (lambda: _spent(20), lambda: _spent(1)),
    "weekend": (lambda: _weeks(1), lambda: _weeks(-1)),
}


def told(belief: Belief, rows: Rows) -> Outcome:
    """Return what these rows say of a belief."""
    effect = belief.measured(pd.DataFrame(rows))
    return Outcome(belief, effect, [], "", DOUBT / len(BELIEFS))


def test_every_belief_has_its_worlds() -> None:
    assert set(WORLDS) == set(OF)
    assert len(OF) == len(BELIEFS)


@pytest.mark.parametrize("name", WORLDS)
def test_a_verdict_flips_when_the_data_do(name: str) -> None:
    holds, fails = (told(OF[name], world()) for world in WORLDS[name])
    assert holds.verdict == "supported"
    assert not holds.is_contradicted
    assert fails.verdict == "not supported"
    assert fails.is_contradicted
    assert holds.part().follows != fails.part().follows
    assert "contradicts" in fails.part().figures


@pytest.mark.parametrize("name", sorted(set(WORLDS) - {"weekend", "pareto"}))
def test_noise_supports_nothing(name: str) -> None:
    columns = WORLDS[name][0]()
    rows = {column: _noise(seed) for seed, column in enumerate(columns, 5)}
    rows |= {column: np.arange(CUSTOMERS) % 7 == 0 for column in columns if column[:3] == "is_"}
    outcome = told(OF[name], rows)
    assert outcome.verdict == "not supported"
    assert not outcome.is_contradicted


@pytest.mark.parametrize("name", WORLDS)
def test_few_rows_test_nothing(name: str) -> None:
    for many in (0, 1, 7):
        few = {column: values[:many] for column, values in WORLDS[name][0]().items()}
        outcome = told(OF[name], few)
        assert outcome.verdict == "cannot be tested"
        assert outcome.part().figures == OF[name].untestable


def test_the_smallest_drop_tests_next_to_nothing(of_small: Warehouse) -> None:  # noqa: F811
    found = outcomes(of_small)
    assert {one.belief.name for one in found if one.effect} <= {"weekend"}
    assert counts(found).startswith(f"{len(BELIEFS)} hypotheses: 0 supported")


def test_each_is_tested_at_the_newest_cutoff_alone(of_sample: Warehouse) -> None:  # noqa: F811
    newest = of_sample.row(
        "select max(cutoff_date) as day, "
        "count(*) filter (where cutoff_date = "
        "(select max(cutoff_date) from marts.backtest_features)) as customers "
        "from marts.backtest_features"
    )
    for outcome in outcomes(of_sample):
        if "cutoff_date" in outcome.belief.sql and outcome.effect:
            assert outcome.effect.units <= newest["customers"], outcome.belief.name
            assert len(outcome.earlier) == 4, outcome.belief.name


def test_of_very_many_customers_the_same_are_drawn_at_every_cutoff(
    of_sample: Warehouse,  # noqa: F811
) -> None:
    few = f"with {SPACED} from spaced".replace(f"<= {MOST_CUSTOMERS}", "<= 100")
    rows = of_sample.frame(few)
    newest = rows[rows["cutoff_date"] == rows["cutoff_date"].max()]
    assert len(newest) == newest["customer_id"].nunique() == 100
    assert set(rows["customer_id"]) == set(newest["customer_id"])
    assert len(rows) > 4 * len(newest)
    assert rows.equals(of_sample.frame(few))


def test_no_belief_explains_with_what_came_after(of_sample: Warehouse) -> None:  # noqa: F811
    """Inputs of the beliefs are columns that the model may know; the rest is the target."""
    for belief in BELIEFS:
        seen = belief.sql.replace("future_spend_30d", "target")
        assert "future_" not in seen, belief.name


def test_correlations_are_those_of_scipy() -> None:
    x, y = _noise(1), _noise(1) * _noise(2)
    effect = rank_correlation(x, y, 1)
    assert effect.value == pytest.approx(stats.spearmanr(x, y).statistic)
    low, high = effect.interval(0.05)
    assert low < effect.value < high
    # Held fixed, what both have from a third disappears.
    given = _noise(3)
    noisy = [given + _noise(seed) / 20 for seed in (4, 5)]
    assert rank_correlation(*noisy, 1).value > 0.9
    assert abs(rank_correlation(*noisy, 1, given=given).value) < 0.2


def test_intervals_are_those_of_scipy() -> None:
    one, other = _noise(1), _noise(2)[:90] + 1
    expected = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.99)
    assert mean_difference(one, other).interval(0.01) == pytest.approx(
        (expected.low, expected.high)
    )
    expected = stats.ttest_1samp(one, 0).confidence_interval(0.9)
    assert mean(one, 8).interval(0.1) == pytest.approx((expected.low, expected.high))


def test_the_bootstrap_knows_the_error_of_a_mean() -> None:
    values = _noise(1)
    effect = resampled(np.mean, [values])
    assert effect.error == pytest.approx(stats.sem(values), rel=0.1)
    assert effect == resampled(np.mean, [values])


def test_more_doubt_makes_narrower_intervals() -> None:
    effect = Effect(0.3, 0.1, 100, is_correlation=True)
    wide, narrow = effect.interval(0.001), effect.interval(0.2)
    assert wide[0] < narrow[0] < effect.value < narrow[1] < wide[1]
