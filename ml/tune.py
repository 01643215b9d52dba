"""Other settings of the boosted trees: searched within a time budget, taken only if they win."""

import os
import time
from collections.abc import Sequence
from typing import Any

import optuna

from ml.boosted import SEED, TREES, Boosted
from ml.candidates import Rows
from ml.ensemble import rmse

DEFAULT_SECONDS = 15.0
MOST_TRIALS = 40
# On both cutoffs the error must be smaller by this share: less is noise.
LEAST_GAIN = 0.003


class TuneError(ValueError):
    """The time budget is no number; the message says what to write."""


def budget() -> float:
    """Return ``TUNE_SECONDS``: the seconds that the search may take, 0 for none.

    Raises:
        TuneError: it is no number of at least 0.
    """
    text = os.environ.get("TUNE_SECONDS") or str(DEFAULT_SECONDS)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise TuneError(f"TUNE_SECONDS must be a number of seconds, 0 or more, but is {text!r}")
    return seconds


def tune(folds: Sequence[tuple[Rows, Rows]], seconds: float) -> tuple[dict[str, Any], dict]:
    """Return the settings that win on both folds (empty: the usual ones stay), and a record.

    Args:
        folds: training and test rows of two cutoffs that are earlier than what they are used for.
        seconds: the time budget; a trial that has begun is finished.
    """
    usual = [_error({}, train, test) for train, test in folds]
    started = time.monotonic()

    def gain(trial: optuna.Trial) -> float:
        settings = {
            "depth": trial.suggest_int("depth", 3, 7),
            "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.05, log=True),
            "l2_leaf_reg": trial.suggest_float("l2_leaf_reg", 3, 60, log=True),
            "rsm": trial.suggest_float("rsm", 0.15, 0.6),
        }
        errors = [_error(settings, train, test) for train, test in folds]
        trial.set_user_attr("errors", errors)
        # The worse of both cutoffs decides.
        return min(1 - error / known for error, known in zip(errors, usual, strict=True))

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=SEED))
    # The first trial is the usual setting's neighbour, so that the search begins where it is good.
    study.enqueue_trial({name: TREES[name] for name in ("depth", "learning_rate", "rsm")})
    study.optimize(gain, n_trials=MOST_TRIALS, timeout=seconds)
    finished = study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.COMPLETE])
    best = study.best_trial if finished else None
    won = best is not None and best.value > LEAST_GAIN
    record = {
        "seconds": round(time.monotonic() - started, 1),
        "budget_seconds": seconds,
        "least_gain": LEAST_GAIN,
        "trials": len(finished),
        "history": [_tried(trial) for trial in finished],
        "usual_rmse": usual,
        "best_rmse": best.user_attrs["errors"] if best else None,
        "best_settings": best.params if best else None,
        "is_accepted": won,
    }
    return (dict(best.params) if won else {}), record


def _tried(trial: optuna.trial.FrozenTrial) -> dict[str, Any]:
    """Return the settings of a trial, its RMSE at each cutoff, and its gain at the worse one."""
    return {
        "settings": trial.params,
        "rmse": trial.user_attrs["errors"],
        "gain": trial.value,
        "is_better": trial.value > LEAST_GAIN,
    }


def _error(settings: dict[str, Any], train: Rows, test: Rows) -> float:
    model = Boosted(settings).fit(train.features, train.outcome)
    return rmse(model.predict(test.features), test.outcome.spend)
