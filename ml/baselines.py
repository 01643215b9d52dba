"""What a model has to beat: constants, simple rules, and the usual recipe."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from catboost import CatBoostRegressor
from sklearn.model_selection import train_test_split

from ml.features import TARGET_SPEND, Signature

Baseline = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]
"""Takes the training rows and the test rows of the mart; returns spend, one value a test row."""


def last_90_days_over_3(rows: pd.DataFrame) -> np.ndarray:
    """Return the mean 30-day spend of the last 90 days, never below 0, in currency."""
    return np.clip(rows["rfm_spend_90d"].to_numpy(dtype=float) / 3, 0, None)


def last_30_days(rows: pd.DataFrame) -> np.ndarray:
    """Return the spend of the last 30 days, never below 0, in currency."""
    return np.clip(rows["rfm_spend_30d"].to_numpy(dtype=float), 0, None)


def usual_recipe(train: pd.DataFrame, test: pd.DataFrame, seed: int = 0) -> np.ndarray:
    """Predict as most public projects do: RFM features, one snapshot, a random split, CatBoost."""
    snapshot = train[train["cutoff_date"] == train["cutoff_date"].max()]
    everything = Signature.of_mart(train)
    numbers = [
        name
        for name in everything.names
        if name.startswith("rfm_") and name not in everything.categorical
    ]
    fit_rows, stop_rows = train_test_split(snapshot, test_size=0.2, random_state=seed)
    if fit_rows[TARGET_SPEND].nunique() == 1:  # CatBoost refuses to learn a constant
        return np.full(len(test), float(fit_rows[TARGET_SPEND].iloc[0]))
    model = CatBoostRegressor(
        iterations=500,
        early_stopping_rounds=50,
        random_seed=seed,
        thread_count=-1,
        verbose=False,
        allow_writing_files=False,
    )
    model.fit(
        fit_rows[numbers],
        fit_rows[TARGET_SPEND],
        eval_set=(stop_rows[numbers], stop_rows[TARGET_SPEND]),
    )
    return np.clip(model.predict(test[numbers]), 0, None)


BASELINES: dict[str, Baseline] = {
    "zero": lambda train, test: np.zeros(len(test)),
    "mean": lambda train, test: np.full(len(test), train[TARGET_SPEND].mean()),
    "median": lambda train, test: np.full(len(test), train[TARGET_SPEND].median()),
    "last_30_days": lambda train, test: last_30_days(test),
    "last_90_days_over_3": lambda train, test: last_90_days_over_3(test),
    "usual_recipe": usual_recipe,
}
SIMPLE_RULES = ("zero", "mean", "median", "last_30_days", "last_90_days_over_3")
