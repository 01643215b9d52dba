"""The model that is served: expected spend, typical spend, an 80 % interval, a probability."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ml.candidates import MEDIAN_TREES
from ml.ensemble import Ensemble
from ml.features import Features, Signature
from ml.interval import NOT_WIDENED, Widening, median_where_likely, zero_where_likely
from ml.purchase import NOT_CALIBRATED, Calibration, Purchase
from ml.rules import Constant, LastDays
from ml.typical import Quantiles

# Of our model among others, in the backtest.
MODEL_NAME = "spend30"
PREDICTIONS = (
    "predicted_spend_30d",
    "predicted_spend_30d_median",
    "predicted_spend_30d_low",
    "predicted_spend_30d_high",
    "purchase_probability_30d",
)


class SpendModel:
    """An ensemble for each of two questions, an interval, and a probability.

    The expected value minimises squared error (it adds up to totals), the typical value absolute
    error; no single number can do both.
    """

    kind = "ensemble"

    def __init__(
        self,
        signature: Signature,
        *,
        expected: Ensemble,
        typical: Ensemble,
        quantiles: Quantiles,
        purchase: Purchase,
        calibration: Calibration = NOT_CALIBRATED,
        widening: Widening = NOT_WIDENED,
    ):
        self.signature = signature
        self.expected = expected
        self.typical = typical
        self.quantiles = quantiles
        self.purchase = purchase
        self.calibration = calibration
        self.widening = widening

    def predict_array(self, values: Sequence[Sequence[Any]] | np.ndarray) -> np.ndarray:
        """Return predictions (rows x `PREDICTIONS`) of rows of values in the signature's order.

        For one customer at a time, where a DataFrame costs more than the model. Types are taken
        as they are: numbers, None or NaN, and text.
        """
        return self.predict_features(self.signature.encode_array(values))

    def predict_features(self, features: Features) -> np.ndarray:
        """Return predictions (rows x `PREDICTIONS`) of encoded rows.

        Spend is in currency and never negative; low <= median <= high.
        """
        if not len(features):  # CatBoost takes no rows for an error of types
            return np.empty((0, len(PREDICTIONS)))
        expected = self.expected.predict(features)
        probability = self.calibration.apply(self.purchase.predict(features))
        low, median, high = self.quantiles.ends(features).T
        typical = self.typical.predict(features, known={"quantiles": median})
        # A simple rule that is served stays what it is.
        if not self.typical.weights.keys().isdisjoint(MEDIAN_TREES):
            typical = median_where_likely(typical, probability)
        low, high = self.widening.apply(zero_where_likely(low, probability), high, expected)
        low = np.minimum(zero_where_likely(low, probability), typical)
        return np.column_stack([expected, typical, low, np.maximum(high, typical), probability])

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return base and contributions of the expected spend (see `Ensemble.explain`)."""
        return self.expected.explain(features)


class RuleModel:
    """The simple rule, served where no model could be tested against it.

    It gives no interval and no probability: nothing has shown how far off it is.
    """

    kind = "simple rule"

    def __init__(self, signature: Signature, rule: Constant | LastDays, name: str):
        self.signature = signature
        self.rule = rule
        self.name = name

    def predict_array(self, values: Sequence[Sequence[Any]] | np.ndarray) -> np.ndarray:
        """Return predictions (rows x `PREDICTIONS`) of rows of values in the signature's order."""
        return self.predict_features(self.signature.encode_array(values))

    def predict_features(self, features: Features) -> np.ndarray:
        """Return predictions (rows x `PREDICTIONS`) of encoded rows."""
        spend = self.rule.predict(features)
        unknown = np.full(len(features), np.nan)
        return np.column_stack([spend, spend, unknown, unknown, unknown])

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return base and contributions of the rule, in currency."""
        return self.rule.explain(features)
