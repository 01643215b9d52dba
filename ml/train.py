"""Fit the model that the backtest planned on every labelled cutoff, and save it."""

import datetime as dt
import hashlib
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ml import bundle, warehouse
from ml.backtest import days_of_history
from ml.boosted import COMMON, RESIDUAL, SEED, TREES, VARIANCE_POWER
from ml.candidates import Rows, fit_members
from ml.ensemble import Ensemble
from ml.features import TARGET_SPEND, Signature
from ml.model import RuleModel, SpendModel
from ml.plan import Plan, read_plan
from ml.purchase import TREES as PURCHASE
from ml.purchase import Purchase
from ml.rules import simple_rules
from ml.typical import MEDIAN, QUANTILES
from ml.verdict import Verdict, notice, verdicts

LIBRARIES = ("catboost", "duckdb", "joblib", "numpy", "optuna", "pandas", "scikit-learn", "scipy")
PARAMETERS = {
    "common": COMMON,
    "trees": TREES,
    "residual": RESIDUAL,
    "variance_power": VARIANCE_POWER,
    "median": MEDIAN,
    "quantiles": QUANTILES,
    "purchase": PURCHASE,
}


def train() -> None:
    """Fit and save the model for the mart of ``DATA_DIR``.

    What is served is what won its own backtest: for each of the two questions the ensemble, or
    the simple rule that was closer.

    Raises:
        ModelError: this mart was not evaluated yet.
    """
    fingerprint = warehouse.read_mart_fingerprint()
    plan = read_plan(fingerprint)
    if plan is None:
        raise bundle.ModelError("this mart was not evaluated yet: run `make train`.")
    labelled, scoring = warehouse.read_training_rows(), warehouse.read_scoring_rows()
    metrics = warehouse.read_mean_metrics()
    found = verdicts(metrics) if plan.rule is None else []
    signature = Signature.of_mart(labelled if len(labelled) else scoring)
    history_days = days_of_history(signature.encode(scoring))
    model: SpendModel | RuleModel
    if plan.rule:
        model = RuleModel(signature, simple_rules(history_days)[plan.rule], plan.rule)
        if len(labelled):
            rows = Rows.of(labelled, signature)
            model.rule.fit(rows.features, rows.outcome)
    else:
        model = _fit(plan, found, Rows.of(labelled, signature), history_days)
    manifest = {
        **_manifest(labelled, scoring, model, plan, fingerprint),
        "notice": plan.reason or notice(found),
        "backtest_means": _means(metrics) if plan.rule is None else {},
        "backtest_comparisons": _records(warehouse.read_model_comparisons()),
        "backtest_segments": _records(warehouse.read_model_segments()),
    }
    folder = bundle.save(model, manifest)
    print(f"  saved {folder}: {_in_words(manifest['served'])}")


def _fit(plan: Plan, found: list[Verdict], rows: Rows, history_days: int) -> SpendModel:
    weights = {"expected": plan.expected, "typical": plan.typical}
    weights |= {verdict.head: {verdict.rule: 1.0} for verdict in found if not verdict.is_better}
    names = {*weights["expected"], *weights["typical"], "quantiles"}
    members = fit_members(names, rows, plan.parameters, history_days)
    heads = {
        head: Ensemble({name: members[name] for name in shares}, shares)
        for head, shares in weights.items()
    }
    return SpendModel(
        rows.features.signature,
        **heads,
        quantiles=members["quantiles"],
        purchase=Purchase().fit(rows.features, rows.outcome),
        calibration=plan.calibration,
        widening=plan.widening,
    )


def _means(metrics: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the figures of `marts.model_metrics`, mean over the cutoffs, by model."""
    metrics = metrics.copy()
    for column in ("first_cutoff_date", "last_cutoff_date"):
        metrics[column] = metrics[column].dt.strftime("%Y-%m-%d")
    return {row.pop("model_name"): row for row in _records(metrics)}


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON takes them: NULL as None."""
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def _manifest(
    labelled: pd.DataFrame,
    scoring: pd.DataFrame,
    model: SpendModel | RuleModel,
    plan: Plan,
    fingerprint: str,
) -> dict[str, Any]:
    scoring_cutoff = scoring["cutoff_date"].max()
    libraries = {name: version(name) for name in LIBRARIES}
    served = (
        {"expected": model.expected.weights, "typical": model.typical.weights}
        if isinstance(model, SpendModel)
        else {"expected": {model.name: 1.0}, "typical": {model.name: 1.0}}
    )
    parameters = {**PARAMETERS, "tuned": plan.parameters}
    content = hashlib.sha256()
    for rows in (labelled, scoring):
        content.update(np.asarray(pd.util.hash_pandas_object(rows, index=False)).tobytes())
    content.update(repr((list(scoring.columns), parameters, served, libraries)).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        content.update(source.read_bytes())
    return {
        "model_id": f"{scoring_cutoff:%Y%m%d}-{content.hexdigest()[:12]}",
        "kind": model.kind,
        "served": served,
        "target": TARGET_SPEND,
        "features": model.signature.types(),
        "categories": {
            name: sorted(values) for name, values in sorted(model.signature.categories.items())
        },
        "ranges": model.signature.ranges,
        "training_cutoffs": [f"{c:%Y-%m-%d}" for c in sorted(labelled["cutoff_date"].unique())],
        "training_rows": len(labelled),
        "scoring_cutoff": f"{scoring_cutoff:%Y-%m-%d}",
        "mart_fingerprint": fingerprint,
        "tested_cutoffs": list(plan.tested_cutoffs),
        "members_by_cutoff": plan.chosen,
        "learnt_by_cutoff": plan.learnt,
        "tuning": plan.tuning,
        "calibration": vars(plan.calibration),
        "interval_widening": vars(plan.widening),
        "parameters": parameters,
        "seed": SEED,
        "libraries": {"python": platform.python_version(), **libraries},
        "trained_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def _in_words(served: dict[str, dict[str, float]]) -> str:
    return "; ".join(
        f"{head} spend by " + " + ".join(f"{share:.2f} {name}" for name, share in shares.items())
        for head, shares in served.items()
    )
