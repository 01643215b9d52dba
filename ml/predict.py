"""The inference function of the contract."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ml import bundle
from ml.features import as_rows
from ml.model import PREDICTIONS


def predict_spend(
    features: Mapping | Sequence[Mapping] | pd.DataFrame,
    model: bundle.Bundle | None = None,
    threads: int = -1,
) -> pd.DataFrame:
    """Predict what customers spend in the 30 days from their cutoff.

    Args:
        features: one mapping, a list of them, or a DataFrame, with every feature of the model by
            the names of `marts.customer_features`; NULL (None, NaN) where a feature is unknown.
            Other columns are ignored.
        model: a loaded model; by default the current one of ``DATA_DIR``.
        threads: how many CatBoost may use; by default one a core.

    Returns:
        One row per row given, same index: ``predicted_spend_30d`` (expected value),
        ``predicted_spend_30d_median`` (typical value), ``predicted_spend_30d_low`` and ``_high``
        (80 % interval), all in currency; ``purchase_probability_30d``; ``model_id``.
        Interval and probability are NaN where the model is the simple rule.

    Warns:
        UserWarning: some category is new to the model, which takes it for none that it knows, or a
            number lies far beyond those that it learnt from.

    Raises:
        FeatureError: a feature is missing, not a number, infinite, or below 0 where that cannot
            be; the message names it.
        ModelError: there is no model, or its file is not the one that was saved.
    """
    model = model or current_model()
    signature = model.model.signature
    rows = as_rows(features, signature)
    encoded = replace(signature.encode(rows), threads=threads)
    predicted = pd.DataFrame(
        model.model.predict_features(encoded), columns=list(PREDICTIONS), index=rows.index
    ).assign(model_id=model.model_id)
    for name, value in signature.unknown_heights(encoded).items():
        warnings.warn(
            f"feature {name} is {value:g}, far beyond the {signature.ranges[name][1]:g} that the "
            "model learnt from",
            stacklevel=2,
        )
    for name, values in signature.unknown_categories(rows).items():
        warnings.warn(
            f"feature {name} has {len(values):,} categories that the model never saw, such as "
            f"{values[0]!r}",
            stacklevel=2,
        )
    return predicted


def current_model() -> bundle.Bundle:
    """Return the current model of ``DATA_DIR``, loaded once for each sha256 of its file."""
    folder = bundle.current_folder()
    manifest = folder / bundle.MANIFEST_FILE
    changed = manifest.stat().st_mtime_ns if manifest.exists() else 0
    return _load(folder, changed)


@lru_cache(maxsize=2)
def _load(folder: Path, changed_ns: int) -> bundle.Bundle:
    return bundle.load(folder)
