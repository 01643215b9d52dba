"""Predict past cutoffs from what was known then, with every model of the field."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ml.baselines import BASELINES
from ml.candidates import (
    DEFAULT_EXPECTED,
    DEFAULT_TYPICAL,
    EXPECTED,
    MEDIAN_TREES,
    TYPICAL,
    Rows,
    fit_members,
)
from ml.ensemble import Ensemble, Evidence, choose_weights
from ml.features import KEYS, Features, Signature
from ml.interval import (
    NOT_WIDENED,
    Widening,
    median_where_likely,
    together,
    zero_where_likely,
)
from ml.model import MODEL_NAME, PREDICTIONS, SpendModel
from ml.plan import Plan
from ml.purchase import Calibration, Purchase
from ml.rules import simple_rules
from ml.splits import PUBLISHED_CUTOFFS, is_known
from ml.tune import tune
from ml.usual_recipe import UsualRecipe

# Below these a boosted model says more about chance than about customers.
LEAST_ROWS, LEAST_BUYERS = 100, 20
TUNING_FOLDS = 2


@dataclass(frozen=True)
class Tested:
    """What one tested cutoff taught: predictions before anything was calibrated, and outcomes."""

    cutoff: np.datetime64
    train: Rows
    test: Rows
    evidence: Evidence
    promised_r2: float | None
    is_published: bool
    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray
    probability: np.ndarray


def days_of_history(features: Features) -> int:
    """Return how far the data reach back before the newest cutoff of the rows."""
    return int(features.column("rfm_tenure_days").max())


def can_train(rows: Rows) -> bool:
    """Return whether there is something to learn: rows and buyers enough, targets that differ."""
    return (
        len(rows) >= LEAST_ROWS
        and int(rows.outcome.purchased.sum()) >= LEAST_BUYERS
        and (rows.outcome.spend > 0).any()
        and len(np.unique(rows.outcome.spend)) > 1
    )


def run_backtest(
    labelled: pd.DataFrame,
    tests: pd.DataFrame,
    signature: Signature,
    tune_seconds: float,
) -> tuple[pd.DataFrame, Plan]:
    """Return all out-of-time predictions, and the plan for a model of today.

    Which members enter, how probabilities are calibrated and how far the interval is widened is
    learnt, at each cutoff, from the cutoffs before it alone.

    Args:
        labelled: rows of the marts with a known target: what is learnt from.
        tests: rows of `marts.backtest_features` with a known target: what is predicted.
        signature: the features of our model.
        tune_seconds: time budget of the search for other settings, in seconds.

    Returns:
        Rows of ``ml.backtest_scores`` (empty without a testable cutoff), and the plan.
    """
    known, keys = Rows.of(labelled, signature), tests[list(KEYS)]
    rows = Rows.of(tests, signature)
    folds = []
    for cutoff in rows.distinct_cutoffs:
        train = known.take(is_known(known.cutoffs, cutoff))
        if can_train(train):
            folds.append((cutoff, train))
    scores: list[pd.DataFrame] = []
    done: list[Tested] = []
    plan = Plan()
    for number, (cutoff, train) in enumerate(folds, start=1):
        if number == TUNING_FOLDS + 1 and tune_seconds:
            plan = _tuned(plan, done, tune_seconds)
        started = time.monotonic()
        here = rows.cutoffs == cutoff
        is_published = number > len(folds) - PUBLISHED_CUTOFFS
        test = rows.take(here)
        tested, predictions = _test(plan, cutoff, train, test, is_published)
        if is_published:
            scores += [
                pd.concat([keys[here].reset_index(drop=True), frame], axis=1)
                for frame in predictions
            ]
        done.append(tested)
        plan = _learn(plan, done)
        print(
            f"  backtest {number}/{len(folds)}: cutoff {cutoff}, {len(test):,} customers, learnt "
            f"from {len(train.distinct_cutoffs)} earlier cutoffs ({len(train):,} rows) in "
            f"{time.monotonic() - started:.0f} s{'' if is_published else ' (only to calibrate)'}",
            flush=True,
        )
    columns = ["model_name", *KEYS, *PREDICTIONS]
    table = pd.concat(scores, ignore_index=True) if scores else pd.DataFrame(columns=columns)
    return table, plan


def _test(
    plan: Plan,
    cutoff: np.datetime64,
    train: Rows,
    test: Rows,
    is_published: bool,
) -> tuple[Tested, list[pd.DataFrame]]:
    history_days = days_of_history(test.features)
    rules = simple_rules(history_days)
    members = fit_members({*EXPECTED, *TYPICAL, *rules}, train, plan.parameters, history_days)
    predicted = {name: member.predict(test.features) for name, member in members.items()}
    purchase = Purchase().fit(train.features, train.outcome)
    usual = UsualRecipe.fit(train)
    model = SpendModel(
        test.features.signature,
        expected=Ensemble(members, plan.expected or _equal(DEFAULT_EXPECTED)),
        typical=Ensemble(members, plan.typical or _equal(DEFAULT_TYPICAL)),
        quantiles=members["quantiles"],
        purchase=purchase,
        calibration=plan.calibration,
        widening=plan.widening,
    )
    made = model.predict_features(test.features)
    low, _, high = members["quantiles"].ends(test.features).T
    probability = purchase.predict(test.features)
    tested = Tested(
        cutoff=cutoff,
        train=train,
        test=test,
        evidence=Evidence(predicted, test.outcome.spend),
        promised_r2=usual.promised_r2,
        is_published=is_published,
        expected=made[:, 0],
        low=low,
        high=high,
        probability=probability,
    )
    predicted = {**predicted, "usual_recipe": usual.predict(test.features)}
    return tested, list(_frames(made, predicted, train, test)) if is_published else []


def _frames(
    made: np.ndarray, predicted: dict[str, np.ndarray], train: Rows, test: Rows
) -> Iterator[pd.DataFrame]:
    yield pd.DataFrame(made, columns=list(PREDICTIONS)).assign(model_name=MODEL_NAME)
    others = {**predicted, **{name: fit(train, test.features) for name, fit in BASELINES.items()}}
    for name, spend in others.items():
        yield pd.DataFrame({"predicted_spend_30d": spend}).assign(model_name=name)


def _learn(plan: Plan, done: Sequence[Tested]) -> Plan:
    """Return the plan for the next cutoff: what all tested ones together say."""
    evidence = [tested.evidence for tested in done]
    probability, purchased = together([(t.probability, t.test.outcome.purchased) for t in done])
    calibration = Calibration.learn(probability, purchased)
    low, high, expected, spend = together(
        [(t.low, t.high, t.expected, t.test.outcome.spend) for t in done]
    )
    low = zero_where_likely(low, calibration.apply(probability))
    expected_weights = choose_weights(evidence, EXPECTED, "expected", DEFAULT_EXPECTED)
    typical_weights = choose_weights(
        [_of_medians(tested, calibration) for tested in done], TYPICAL, "typical", DEFAULT_TYPICAL
    )
    cutoff = str(done[-1].cutoff)
    return replace(
        plan,
        expected=expected_weights,
        typical=typical_weights,
        calibration=calibration,
        widening=Widening.learn(low, high, expected, spend) if len(spend) else NOT_WIDENED,
        tested_cutoffs=(*plan.tested_cutoffs, cutoff),
        chosen={
            **plan.chosen, cutoff: {"expected": expected_weights, "typical": typical_weights}
        },
        learnt={**plan.learnt, cutoff: _learnt(done[-1])},
    )  # fmt: skip


def _learnt(tested: Tested) -> dict[str, Any]:
    """Return from which cutoffs a tested one learnt, and what a random split promised there."""
    cutoffs = tested.train.distinct_cutoffs
    return {
        "first_cutoff": str(cutoffs[0]),
        "last_cutoff": str(cutoffs[-1]),
        "cutoffs": len(cutoffs),
        "rows": len(tested.train),
        "tested_rows": len(tested.test),
        "is_published": tested.is_published,
        "promised_r2": tested.promised_r2,
    }


def _of_medians(tested: Tested, calibration: Calibration) -> Evidence:
    """Return the evidence with the medians of trees as `SpendModel` gives them."""
    probability = calibration.apply(tested.probability)
    medians = {
        name: median_where_likely(tested.evidence.predictions[name], probability)
        for name in MEDIAN_TREES
    }
    return Evidence({**tested.evidence.predictions, **medians}, tested.evidence.spend)


def _tuned(plan: Plan, done: Sequence[Tested], seconds: float) -> Plan:
    folds = [(tested.train, tested.test) for tested in done[-TUNING_FOLDS:]]
    parameters, record = tune(folds, seconds)
    record["cutoffs"] = [str(tested.cutoff) for tested in done[-TUNING_FOLDS:]]
    verdict = "accepted" if record["is_accepted"] else "the usual settings stay"
    print(
        f"  tuning: {record['trials']} trials in {record['seconds']:.0f} s on two earlier cutoffs, "
        f"{verdict}",
        flush=True,
    )
    return replace(plan, parameters=parameters, tuning=record)


def _equal(names: Sequence[str]) -> dict[str, float]:
    return {name: 1 / len(names) for name in names}
