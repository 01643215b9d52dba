"""Predict past cutoffs from what was known then, with every model of the field."""

import time
from collections.abc import Iterator

import pandas as pd

from ml.baselines import BASELINES
from ml.features import TARGET_SPEND, Signature
from ml.model import NOT_WIDENED, PREDICTIONS, SpendModel, Widening
from ml.splits import BACKTEST_CUTOFFS, backtest_cutoffs, training_cutoffs

MODEL_NAME = "spend30"
# Below this a boosted model says more about chance than about customers.
MIN_TRAINING_ROWS = 100


def can_train(rows: pd.DataFrame) -> bool:
    """Return whether there is something to learn: rows enough, and not one target for all."""
    return len(rows) >= MIN_TRAINING_ROWS and rows[TARGET_SPEND].nunique() > 1


def testable_cutoffs(labelled_rows: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the cutoffs with earlier rows to learn from, oldest first.

    One more than is published, where the history has it: the oldest only calibrates the next.
    """
    cutoffs = backtest_cutoffs(list(labelled_rows["cutoff_date"].unique()), BACKTEST_CUTOFFS + 1)
    return [cutoff for cutoff in cutoffs if can_train(_known_rows(labelled_rows, cutoff))]


def _known_rows(labelled_rows: pd.DataFrame, cutoff: pd.Timestamp) -> pd.DataFrame:
    known = training_cutoffs(labelled_rows["cutoff_date"].unique(), cutoff)
    return labelled_rows[labelled_rows["cutoff_date"].isin(known)]


def run_backtest(
    labelled_rows: pd.DataFrame, signature: Signature
) -> tuple[pd.DataFrame, Widening]:
    """Return all out-of-time predictions, and the widening for a model of today.

    The interval at each cutoff is widened by what the interval of the cutoff before missed.

    Args:
        labelled_rows: rows of the mart with a known target.
        signature: the features of our model.

    Returns:
        Rows of ``ml.backtest_scores`` (empty without a testable cutoff), and the widening.
    """
    scores: list[pd.DataFrame] = []
    widening = NOT_WIDENED
    cutoffs = testable_cutoffs(labelled_rows)
    for number, cutoff in enumerate(cutoffs, start=1):
        started = time.monotonic()
        test = labelled_rows[labelled_rows["cutoff_date"] == cutoff]
        train = _known_rows(labelled_rows, cutoff)
        model = SpendModel(signature).fit(train)
        unwidened = model.predict(test)
        if number > len(cutoffs) - BACKTEST_CUTOFFS:
            model.widening = widening
            scores += _score(model, train, test)
        widening = Widening.learn(unwidened, test[TARGET_SPEND])
        print(
            f"  backtest {number}/{len(cutoffs)}: cutoff {cutoff:%Y-%m-%d}, "
            f"{len(test):,} customers, trained on {train['cutoff_date'].nunique()} earlier cutoffs "
            f"({len(train):,} rows) in {time.monotonic() - started:.0f} s",
            flush=True,
        )
    columns = ["model_name", "cutoff_date", "customer_id", *PREDICTIONS]
    return pd.concat(scores) if scores else pd.DataFrame(columns=columns), widening


def _score(model: SpendModel, train: pd.DataFrame, test: pd.DataFrame) -> Iterator[pd.DataFrame]:
    keys = test[["cutoff_date", "customer_id"]]
    yield pd.concat([keys, model.predict(test)], axis=1).assign(model_name=MODEL_NAME)
    for name, baseline in BASELINES.items():
        yield keys.assign(model_name=name, predicted_spend_30d=baseline(train, test))
