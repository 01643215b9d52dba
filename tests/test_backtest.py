"""The backtest: what it may learn from, whom it lets in, and what it calibrates."""

import json
import time
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score

from ml import tune
from ml.backtest import can_train
from ml.boosted import Boosted
from ml.candidates import DEFAULT_EXPECTED, EXPECTED, Grown, Rows, fit_members
from ml.ensemble import Evidence, choose_weights
from ml.evaluate import _rule
from ml.features import GROWTH, Signature
from ml.interval import Widening, median_where_likely, zero_where_likely
from ml.outcome import Outcome
from ml.purchase import Calibration
from ml.rules import simple_rules
from ml.splits import HORIZON, is_known
from ml.train import _fit
from ml.verdict import notice, verdicts
from ml.warehouse import read_backtest_rows, read_training_rows
from tests.project import query


@pytest.fixture
def fold(sample, monkeypatch: pytest.MonkeyPatch) -> tuple[Rows, Rows]:
    """Return a few training cutoffs of the sample, and the newest test cutoff."""
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    labelled, tests = read_training_rows(), read_backtest_rows()
    signature = Signature.of_mart(labelled)
    test = Rows.of(tests[tests["cutoff_date"] == tests["cutoff_date"].max()], signature)
    known = Rows.of(labelled, signature)
    return known.take(is_known(known.cutoffs, test.cutoffs[0])).newest(3), test


def test_every_training_target_is_over_at_the_test_cutoff() -> None:
    weekly = np.arange("2024-01-01", "2024-06-24", 7, dtype="datetime64[D]")
    test = np.datetime64("2024-04-01")
    known = weekly[is_known(weekly, test)]
    assert max(known) + HORIZON <= test
    assert min(weekly[~is_known(weekly, test)]) + HORIZON > test
    assert is_known(np.array([test - HORIZON]), test).all()


def test_cutoffs_are_tested_30_days_apart_on_the_whole_spine(sample) -> None:
    cutoffs = query(
        sample.data_dir,
        "select distinct cutoff_date from marts.backtest_predictions order by all",
    )
    dates = [cutoff for (cutoff,) in cutoffs]
    assert [later - earlier for earlier, later in pairwise(dates)] == ([timedelta(30)] * 3)
    fields = {"spend30", "zero", "mean", "median", "last_30_days", "last_90_days_over_3"}
    fields |= {"blend_of_rates", "bg_nbd_gamma_gamma", "linear", "ridge", "random_forest"}
    fields |= {"xgboost", "usual_recipe"}
    scored = query(
        sample.data_dir,
        """
        select model_name, cutoff_date, count(*) from marts.backtest_predictions group by all
        """,
    )
    ((most,),) = query(
        sample.data_dir,
        "select max(customers) from (select count(*) as customers from "
        "intermediate.int_customer_cutoffs where cutoff_date = '2017-12-02')",
    )
    assert {name for name, *_ in scored} >= fields
    assert {count for name, cutoff, count in scored if cutoff == max(dates)} == {most}


def test_nothing_is_learnt_from_shuffled_targets(fold: tuple[Rows, Rows]) -> None:
    train, test = fold
    order = np.random.default_rng(30).permutation(len(train))
    shuffled = Outcome(train.outcome.spend[order], train.outcome.purchased[order])
    few = {"iterations": 60, "learning_rate": 0.1}
    learnt = Boosted(few).fit(train.features, train.outcome).predict(test.features)
    nothing = Boosted(few).fit(train.features, shuffled).predict(test.features)
    assert r2_score(test.outcome.spend, learnt) > 0.6
    assert abs(r2_score(test.outcome.spend, nothing)) < 0.05


def _evidence(seed: int, **noise: float) -> Evidence:
    random = np.random.default_rng(seed)
    spend = random.gamma(2, 50, 4_000)
    predictions = {name: spend + random.normal(0, sd, 4_000) for name, sd in noise.items()}
    return Evidence(predictions, spend)


def test_members_earn_their_place() -> None:
    names, default = ("a", "b", "c"), ("a", "b")
    assert choose_weights([], names, "expected", default) == {"a": 0.5, "b": 0.5}
    useful = [_evidence(seed, a=40, b=40, c=40) for seed in range(3)]
    assert set(choose_weights(useful, names, "expected", default)) == {"a", "b", "c"}
    useless = [_evidence(seed, a=40, b=40, c=200) for seed in range(3)]
    assert choose_weights(useless, names, "expected", default) == {"a": 0.5, "b": 0.5}
    alone = [_evidence(seed, a=200, b=200, c=10) for seed in range(3)]
    assert choose_weights(alone, names, "typical", default) == {"c": 1.0}


def test_one_cutoff_must_show_more_than_several() -> None:
    def a_little_better(seed: int) -> Evidence:
        known = _evidence(seed, a=40, b=40)
        mean = (known.predictions["a"] + known.predictions["b"]) / 2
        better = known.spend + 0.993 * (mean - known.spend)
        return Evidence({**known.predictions, "c": better}, known.spend)

    names, default = ("a", "b", "c"), ("a", "b")
    assert "c" not in choose_weights([a_little_better(1)], names, "expected", default)
    several = [a_little_better(seed) for seed in range(9)]
    assert "c" in choose_weights(several, names, "expected", default)


def test_the_interval_covers_each_fifth_even_where_most_buy_nothing() -> None:
    random = np.random.default_rng(30)

    def customers(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        expected = random.gamma(1, 80, count)
        probability = np.clip(expected / 120, 0.05, 0.99)
        bought = random.random(count) < probability
        spend = np.where(bought, random.gamma(2, expected / probability / 2), 0.0)
        low = zero_where_likely(0.7 * expected, probability)  # far too narrow for the best
        return low, 1.3 * expected, expected, spend, probability

    widening = Widening.learn(*customers(20_000)[:4])
    low, high, expected, spend, probability = customers(20_000)
    raw = (spend >= low) & (spend <= high)
    low, high = widening.apply(low, high, expected)
    low = zero_where_likely(low, probability)
    covered = (spend >= low) & (spend <= high)
    fifth = np.digitize(expected, np.quantile(expected, [0.2, 0.4, 0.6, 0.8]))
    assert not 0.77 < raw[fifth == 4].mean() < 0.83
    for number in range(5):
        assert 0.77 < covered[fifth == number].mean() < 0.95, number
    assert 0.77 < covered.mean() < 0.86
    assert (low[probability < 0.9] == 0).all()


def test_the_median_is_0_where_more_than_half_buy_nothing() -> None:
    made = median_where_likely(np.array([5.0, 5.0, 5.0]), np.array([0.2, 0.49, 0.51]))
    assert made.tolist() == [0, 0, 5]


def test_probabilities_are_calibrated() -> None:
    random = np.random.default_rng(30)
    truth = random.uniform(0.05, 0.95, 20_000)
    purchased = random.random(20_000) < truth
    odds = truth / (1 - truth)
    distorted = odds**2 / (1 + odds**2)
    mended = Calibration.learn(distorted, purchased).apply(distorted)
    assert np.abs(distorted - truth).mean() > 0.08
    assert np.abs(mended - truth).mean() < 0.01
    assert Calibration.learn(distorted, np.ones(20_000, dtype=bool)) == Calibration()


def _metrics(**errors: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"model_name": name, "rmse": rmse, "mae": mae} for name, (rmse, mae) in errors.items()]
    )


def test_a_simple_rule_that_wins_is_what_is_served(fold: tuple[Rows, Rows]) -> None:
    train, test = fold
    rules = dict.fromkeys(simple_rules(), (50.0, 50.0))
    metrics = _metrics(**{**rules, "spend30": (20.0, 10.0), "zero": (60.0, 9.0)})
    found = verdicts(metrics)
    assert [str(verdict) for verdict in found] == [
        "expected spend: spend30 beats the best simple rule, mean (RMSE -60.0 %)",
        "typical spend: spend30 LOSES TO the best simple rule, zero (MAE +11.1 %; zero is what is "
        "served)",
    ]
    assert "so it is what is served: typical spend" in notice(found)
    plan = SimpleNamespace(
        expected={"last_30_days": 1.0},
        typical={"blend_of_rates": 1.0},
        parameters={},
        calibration=Calibration(),
        widening=Widening((0.0,), (), 0.0),
    )
    model = _fit(plan, found, train.newest(1), 365)
    made = model.predict_features(test.features)
    assert model.typical.weights == {"zero": 1.0}
    assert (made[:, 1] == 0).all()
    assert (made[:, 0] > 0).any()
    assert notice(verdicts(_metrics(**{**rules, "spend30": (20.0, 10.0)}))) is None


def test_too_few_buyers_cannot_train(fold: tuple[Rows, Rows]) -> None:
    train, _ = fold
    assert can_train(train)
    assert not can_train(train.take(np.arange(len(train)) < 99))
    nobody = Outcome(np.zeros(len(train)), np.zeros(len(train), dtype=bool))
    assert not can_train(Rows(train.features, nobody, train.cutoffs))


def test_the_closest_rule_is_planned_where_nothing_can_be_tested(sample, monkeypatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    labelled = read_training_rows()
    some = labelled[labelled["cutoff_date"] == labelled["cutoff_date"].max()]
    signature = Signature.of_mart(labelled)
    assert _rule(some, signature).rule == "last_90_days_over_3"
    alike = some.assign(future_spend_30d=some["rfm_spend_30d"])
    assert _rule(alike, signature).rule == "last_30_days"
    assert "no target window is over yet" in _rule(labelled.iloc[:0], signature).reason


def test_last_year_s_growth_is_a_factor_within_bounds(fold: tuple[Rows, Rows]) -> None:
    train, test = fold
    member = fit_members(["blend_of_rates"], train)["blend_of_rates"]
    usual = member.predict(test.features)
    column = test.features.signature.numbers.index(GROWTH)
    for known, factor in ((1.3, 1.3), (9.0, 2.0), (0.1, 0.5), (np.nan, 1.0)):
        test.features.numbers[:, column] = known
        assert Grown(member).predict(test.features) == pytest.approx(usual * factor, rel=1e-5)


def test_every_candidate_can_be_fitted(fold: tuple[Rows, Rows]) -> None:
    train, test = fold
    members = fit_members(EXPECTED, train.newest(1), {"iterations": 5})
    assert set(DEFAULT_EXPECTED) <= set(members)
    for name, member in members.items():
        made = member.predict(test.features)
        assert np.isfinite(made).all(), name
        assert (made >= 0).all(), name


@pytest.mark.parametrize(("gain", "accepted"), [(0.01, True), (0.001, False)])
def test_other_settings_are_taken_only_if_they_win_on_both(
    monkeypatch: pytest.MonkeyPatch, gain: float, accepted: bool
) -> None:
    def error(settings: dict, train: str, test: str) -> float:
        if not settings:
            return 100.0
        return 100 * (1 - gain) if test == "second" else 50.0

    monkeypatch.setattr(tune, "_error", error)
    monkeypatch.setattr(tune, "MOST_TRIALS", 3)
    parameters, record = tune.tune([("", "first"), ("", "second")], 60)
    assert record["trials"] == 3
    assert record["is_accepted"] is bool(parameters) is accepted
    assert record["best_settings"].keys() == {"depth", "learning_rate", "l2_leaf_reg", "rsm"}
    assert [trial["rmse"] for trial in record["history"]] == [[50.0, 100 * (1 - gain)]] * 3
    assert [trial["is_better"] for trial in record["history"]] == [accepted] * 3
    assert record["history"][0]["settings"].keys() == record["best_settings"].keys()
    assert json.loads(json.dumps(record)) == record


@pytest.mark.parametrize("seconds", [0, 0.5])
def test_a_search_ends_with_the_time_budget(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    def error(settings: dict, train: str, test: str) -> float:
        time.sleep(0.3 if settings else 0)
        return 100.0

    monkeypatch.setattr(tune, "_error", error)
    parameters, record = tune.tune([("", "first"), ("", "second")], seconds)
    assert not parameters
    # A trial takes 0.6 seconds here: one that has begun is finished, a second one does not begin.
    assert record["trials"] == (1 if seconds else 0)
    assert record["seconds"] < 30


@pytest.mark.parametrize("text", ["soon", "-1", "inf", "nan"])
def test_a_wrong_time_budget_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TUNE_SECONDS", text)
    with pytest.raises(tune.TuneError, match="TUNE_SECONDS must be a number of seconds"):
        tune.budget()
