"""What others would use, and what a model has to beat beside the simple rules of `ml.rules`."""

from collections.abc import Callable

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from xgboost import XGBRegressor

from ml.candidates import Rows
from ml.features import Features

SEED = 0
Baseline = Callable[[Rows, Features], np.ndarray]
"""Takes training rows and the features to predict from; returns spend, one value a row."""


def linear(train: Rows, test: Features) -> np.ndarray:
    """Least squares on all numbers as they are."""
    steps = make_pipeline(_imputer(), StandardScaler(), LinearRegression())
    return _fit_predict(steps, train, test)


def ridge(train: Rows, test: Features) -> np.ndarray:
    """Ridge on all numbers, clipped where one wholesaler would turn the line."""
    filled = _imputer().fit_transform(train.features.plain)
    least, most = np.quantile(filled, [0.01, 0.99], axis=0)
    clip = FunctionTransformer(lambda numbers: np.clip(numbers, least, most))
    steps = make_pipeline(_imputer(), clip, StandardScaler(), Ridge(alpha=300))
    return _fit_predict(steps, train, test)


def random_forest(train: Rows, test: Features) -> np.ndarray:
    """Random forest on all numbers."""
    forest = RandomForestRegressor(
        n_estimators=40,
        min_samples_leaf=15,
        max_features=0.33,
        max_samples=0.25,
        n_jobs=-1,
        random_state=SEED,
    )
    return _fit_predict(make_pipeline(_imputer(), forest), train, test)


def xgboost(train: Rows, test: Features) -> np.ndarray:
    """XGBoost with squared error on all numbers."""
    trees = XGBRegressor(
        n_estimators=300,
        learning_rate=0.04,
        max_depth=5,
        min_child_weight=20,
        subsample=0.7,
        colsample_bytree=0.4,
        n_jobs=-1,
        random_state=SEED,
    )
    return _fit_predict(make_pipeline(trees), train, test)


BASELINES: dict[str, Baseline] = {
    "linear": linear,
    "ridge": ridge,
    "random_forest": random_forest,
    "xgboost": xgboost,
}


def _imputer() -> SimpleImputer:
    return SimpleImputer(strategy="median", keep_empty_features=True)


def _fit_predict(steps: Pipeline, train: Rows, test: Features) -> np.ndarray:
    steps.fit(train.features.plain, train.outcome.spend)
    return np.clip(steps.predict(test.plain).astype(float), 0, None)
