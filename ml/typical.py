"""The typical spend (median) and the ends of the interval: boosted trees for quantiles."""

from dataclasses import dataclass, field

import numpy as np
from catboost import CatBoostRegressor

from ml.blend import Blend
from ml.boosted import COMMON, TREES, beside_behaviour, level
from ml.features import Features
from ml.outcome import Outcome

MEDIAN = {"loss_function": "MAE", "iterations": 350, "learning_rate": 0.07}
QUANTILES = {
    "loss_function": "MultiQuantile:alpha=0.1,0.5,0.9", "iterations": 250, "learning_rate": 0.06
}  # fmt: skip


@dataclass
class MedianResidual:
    """CatBoost with absolute error on what the blend of rates misses."""

    blend: Blend = field(default_factory=Blend)

    def fit(self, features: Features, outcome: Outcome) -> "MedianResidual":
        """Fit on rows whose outcome is known."""
        self.blend.fit(features, outcome)
        missed = outcome.spend - self.blend.line(features)
        self.model = CatBoostRegressor(
            **{**COMMON, **TREES, **MEDIAN},
            ignored_features=beside_behaviour(features.signature),
        )
        self.model.fit(features.training_pool(label=missed))
        return self

    def predict(self, features: Features) -> np.ndarray:
        """Return the median of spend in currency, never below 0."""
        missed = self.model.predict(features.pool, thread_count=features.threads)
        return np.clip(self.blend.line(features) + missed, 0, None)


@dataclass
class Quantiles:
    """CatBoost for the 10 %, 50 % and 90 % quantile of spend as a multiple of the level."""

    def fit(self, features: Features, outcome: Outcome) -> "Quantiles":
        """Fit on rows whose outcome is known."""
        self.model = CatBoostRegressor(
            **{**COMMON, **TREES, **QUANTILES},
            ignored_features=beside_behaviour(features.signature),
        )
        self.model.fit(features.training_pool(label=outcome.spend / level(features)))
        return self

    def ends(self, features: Features) -> np.ndarray:
        """Return low, median and high (rows x 3), in currency, in order, never below 0."""
        relative = self.model.predict(features.pool, thread_count=features.threads)
        relative = np.sort(relative, axis=1)
        return np.clip(relative * level(features)[:, None], 0, None)

    def predict(self, features: Features) -> np.ndarray:
        """Return the median of spend in currency, never below 0."""
        return self.ends(features)[:, 1]
