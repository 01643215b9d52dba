"""The model that is served: expected spend, typical spend, an 80 % interval, a probability."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostRegressor

from ml.baselines import last_90_days_over_3
from ml.features import TARGET_ORDERS, TARGET_SPEND, Signature

SEED = 30
INTERVAL = 0.8
PREDICTIONS = (
    "predicted_spend_30d",
    "predicted_spend_30d_median",
    "predicted_spend_30d_low",
    "predicted_spend_30d_high",
    "purchase_probability_30d",
)
COMMON = {
    "depth": 4,
    # A column a category: as accurate here as CatBoost's target statistics, at 2/5 of the time.
    "one_hot_max_size": 64,
    "random_seed": SEED,
    "thread_count": -1,
    "verbose": False,
    "allow_writing_files": False,
}
# Differences between settings are noise beside the choice of features and snapshots.
EXPECTED = {"loss_function": "RMSE", "iterations": 400, "learning_rate": 0.03}
QUANTILES = {
    "loss_function": "MultiQuantile:alpha=0.1,0.5,0.9",
    "iterations": 400,
    "learning_rate": 0.05,
}
PURCHASE = {"iterations": 200, "learning_rate": 0.05}


@dataclass(frozen=True)
class Widening:
    """How far an interval is widened at both ends, learnt from what it missed out of time.

    ``factor`` counts widths of the interval, so that large customers get large margins; a width
    below ``least_width`` (currency) counts as that, so that a narrow one cannot make all wide.
    """

    factor: float
    least_width: float

    def margin(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Return how far each interval is widened, in currency."""
        return self.factor * np.maximum(high - low, self.least_width)

    @classmethod
    def learn(cls, predicted: pd.DataFrame, actual: pd.Series) -> "Widening":
        """Learn from an earlier cutoff, by conformalised quantile regression.

        The method is that of Romano, Patterson and Candes (2019), with the miss measured in
        widths.

        Args:
            predicted: predictions of a model that was not widened, with `PREDICTIONS`.
            actual: the spend that followed, in currency, in the same order.
        """
        low = predicted["predicted_spend_30d_low"].to_numpy()
        high = predicted["predicted_spend_30d_high"].to_numpy()
        spend = actual.to_numpy(dtype=float)
        least_width = max(0.1 * float(np.mean(high - low)), 0.01)
        miss = np.maximum(low - spend, spend - high) / np.maximum(high - low, least_width)
        level = min(np.ceil((len(miss) + 1) * INTERVAL) / len(miss), 1.0)
        return cls(float(np.quantile(miss, level, method="higher")), least_width)


NOT_WIDENED = Widening(factor=0.0, least_width=0.0)


class SpendModel:
    """Three CatBoost heads on one set of features, and the widening of the interval.

    The expected value minimises squared error (it adds up to totals), the typical value absolute
    error; no single number can do both.
    """

    kind = "catboost"

    def __init__(self, signature: Signature):
        self.signature = signature
        self.widening = NOT_WIDENED

    def fit(self, train: pd.DataFrame) -> "SpendModel":
        """Fit on rows of the mart whose target is known."""
        features = self.signature.select(train)
        spend = train[TARGET_SPEND].astype(float)
        has_purchased = train[TARGET_ORDERS] > 0
        categorical = [n for n in self.signature.names if n in self.signature.categorical]
        common = {**COMMON, "cat_features": categorical}
        self.expected = CatBoostRegressor(**common, **EXPECTED).fit(features, spend)
        self.quantiles = CatBoostRegressor(**common, **QUANTILES).fit(features, spend)
        # Where everybody buys (or nobody), there is nothing to classify.
        self.purchase = (
            CatBoostClassifier(**common, **PURCHASE).fit(features, has_purchased.astype(int))
            if has_purchased.nunique() > 1
            else float(has_purchased.mean())
        )
        return self

    def predict(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the columns of `PREDICTIONS`, one row each, index as given.

        Spend is in currency and never negative; low <= median <= high.

        Raises:
            FeatureError: the rows do not fit the signature.
        """
        features = self.signature.select(rows)
        if features.empty:  # CatBoost takes no rows for an error of types
            return pd.DataFrame({name: pd.Series(dtype=float) for name in PREDICTIONS})
        low, median, high = np.clip(np.sort(self.quantiles.predict(features)), 0, None).T
        margin = self.widening.margin(low, high)
        probability = (
            np.full(len(rows), self.purchase)
            if isinstance(self.purchase, float)
            else self.purchase.predict_proba(features)[:, 1]
        )
        columns = (
            np.clip(self.expected.predict(features), 0, None),
            median,
            np.clip(np.minimum(low - margin, median), 0, None),
            np.maximum(high + margin, median),
            probability,
        )
        return pd.DataFrame(dict(zip(PREDICTIONS, columns, strict=True)), index=rows.index)


class RuleModel:
    """The simple rule, served where no model could be tested against it.

    It gives no interval and no probability: nothing has shown how far off it is. Where the data
    reach back less than 90 days, it counts those that they have.
    """

    kind = "simple rule: last 90 days / 3"

    def __init__(self, signature: Signature, history_days: int):
        self.signature = signature
        self.days = min(history_days, 90)

    def predict(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the columns of `PREDICTIONS`; interval and probability are NaN."""
        spend = last_90_days_over_3(self.signature.select(rows)) * 90 / self.days
        unknown = np.full(len(rows), np.nan)
        columns = (spend, spend, unknown, unknown, unknown)
        return pd.DataFrame(dict(zip(PREDICTIONS, columns, strict=True)), index=rows.index)
