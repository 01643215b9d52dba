"""Backtest, then fit the model that is served on every labelled cutoff, and save it."""

import datetime as dt
import hashlib
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from ml import bundle, warehouse
from ml.backtest import run_backtest
from ml.features import TARGET_SPEND, Signature
from ml.model import COMMON, EXPECTED, PURCHASE, QUANTILES, RuleModel, SpendModel
from ml.verdict import notice

LIBRARIES = ("catboost", "duckdb", "joblib", "numpy", "pandas", "scikit-learn")


def train() -> None:
    """Train on the mart of ``DATA_DIR``; write the backtest to the warehouse, the model to disk.

    Where no cutoff has enough earlier ones to learn from, nothing can show that a model beats the
    simple rule, so the rule is saved, with the reason in the manifest.
    """
    mart = warehouse.read_mart()
    labelled = mart[mart[TARGET_SPEND].notna()]
    signature = Signature.of_mart(labelled)
    print(
        f"Training: {len(labelled):,} labelled rows, "
        f"{labelled['cutoff_date'].nunique()} cutoffs, {len(signature.names)} features"
    )
    scores, widening = run_backtest(labelled, signature)
    warehouse.replace_backtest_scores(scores)

    if scores.empty:
        model: SpendModel | RuleModel = RuleModel(signature, int(mart["rfm_tenure_days"].max()))
        reason = (
            "No model could be tested (no cutoff has enough earlier rows to learn from), so a "
            f"simple rule is served: the spend of the last {model.days} days, per 30 days."
        )
        print(f"  {reason}")
    else:
        reason = None
        model = SpendModel(signature).fit(labelled)
        model.widening = widening
    folder = bundle.save(model, _manifest(mart, labelled, model, reason))
    print(f"  saved {folder}")


def record_metrics() -> None:
    """Copy the figures of `marts.model_metrics` into the manifest of the current model."""
    folder = bundle.current_folder()
    manifest = bundle.load(folder).manifest
    metrics = warehouse.read_mean_metrics()
    for column in ("first_cutoff_date", "last_cutoff_date"):
        metrics[column] = metrics[column].dt.strftime("%Y-%m-%d")
    rows = metrics.astype(object).where(metrics.notna(), None).to_dict("records")
    manifest["backtest_means"] = {row.pop("model_name"): row for row in rows}
    manifest["notice"] = manifest["notice"] or notice(metrics)
    bundle.write_manifest(folder, manifest)


def _manifest(
    mart: pd.DataFrame,
    labelled: pd.DataFrame,
    model: SpendModel | RuleModel,
    reason: str | None,
) -> dict[str, Any]:
    scoring_cutoff = mart["cutoff_date"].max()
    parameters = {
        "common": COMMON, "expected": EXPECTED, "quantiles": QUANTILES, "purchase": PURCHASE
    }  # fmt: skip
    libraries = {name: version(name) for name in LIBRARIES}
    content = hashlib.sha256(pd.util.hash_pandas_object(mart, index=False).to_numpy().tobytes())
    content.update(repr((list(mart.columns), parameters, libraries)).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        content.update(source.read_bytes())
    return {
        "model_id": f"{scoring_cutoff:%Y%m%d}-{content.hexdigest()[:12]}",
        "kind": model.kind,
        "notice": reason,
        "target": TARGET_SPEND,
        "features": model.signature.types(),
        "training_cutoffs": [f"{c:%Y-%m-%d}" for c in sorted(labelled["cutoff_date"].unique())],
        "training_rows": len(labelled),
        "scoring_cutoff": f"{scoring_cutoff:%Y-%m-%d}",
        "parameters": parameters,
        "interval_widening": asdict(model.widening) if isinstance(model, SpendModel) else None,
        "libraries": {"python": platform.python_version(), **libraries},
        "trained_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
