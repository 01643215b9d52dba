"""Boosted trees for the expected spend: two ways to meet the few who spend very much.

Squared error alone lets the largest customers decide. A Tweedie loss, and a weight that falls with
the size, let errors count in proportion; both stay unbiased in total.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from catboost import CatBoostRegressor

from ml.blend import Blend
from ml.features import LEVEL, Features, Signature
from ml.outcome import Outcome

SEED = 30
COMMON = {
    # A column a category: as accurate here as CatBoost's target statistics, at 2/5 of the time.
    "one_hot_max_size": 64,
    "random_seed": SEED,
    "thread_count": -1,
    "verbose": False,
    "allow_writing_files": False,
}
TREES: dict[str, Any] = {
    "iterations": 700, "learning_rate": 0.02, "depth": 6, "l2_leaf_reg": 10, "rsm": 0.3
}  # fmt: skip
# A blend has said most before these begin.
RESIDUAL = {"iterations": 400, "learning_rate": 0.035}
VARIANCE_POWER = 1.5
# What a customer did, in time and money. What they bought and where explains more than it predicts.
BEHAVIOUR = ("rfm_", "trend_", "rhythm_", "block_", "basket_")


def level(features: Features) -> np.ndarray:
    """Return the mean 30-day spend of all customers at each row's cutoff, in currency."""
    return np.maximum(np.nan_to_num(features.column(LEVEL)), 0.01)


def beside_behaviour(signature: Signature) -> list[int]:
    """Return the positions of the features that are no behaviour, which CatBoost can leave out."""
    return [
        position for position, name in enumerate(signature.learnt) if not name.startswith(BEHAVIOUR)
    ]


def native_shap(model: CatBoostRegressor, features: Features) -> tuple[np.ndarray, np.ndarray]:
    """Return CatBoost's own SHAP values: the base of each row, and a column for each feature.

    The unit is that of the model's raw value.
    """
    values = model.get_feature_importance(features.pool, type="ShapValues")
    names = features.signature.names
    contributions = np.zeros((len(features), len(names)))
    contributions[:, [names.index(name) for name in features.signature.learnt]] = values[:, :-1]
    return values[:, -1], contributions


@dataclass
class Boosted:
    """CatBoost with a Tweedie loss on spend as a multiple of the cutoff's level, from behaviour."""

    parameters: Mapping[str, Any] = field(default_factory=dict)

    def fit(self, features: Features, outcome: Outcome) -> "Boosted":
        """Fit on rows whose outcome is known; some of them must have spent something."""
        self.model = CatBoostRegressor(
            **{
                **COMMON,
                **TREES,
                "loss_function": f"Tweedie:variance_power={VARIANCE_POWER}",
                "ignored_features": beside_behaviour(features.signature),
                **self.parameters,
            }
        )
        relative = np.clip(outcome.spend, 0, None) / level(features)
        self.model.fit(features.training_pool(label=relative))
        return self

    def predict(self, features: Features) -> np.ndarray:
        """Return spend in currency, never below 0."""
        relative = self.model.predict(features.pool, thread_count=features.threads)
        return relative * level(features)

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row, and contributions in currency.

        SHAP values of the logarithm multiply. They share the difference between base and
        prediction in proportion (the logarithmic mean of both is what one unit is worth), so they
        keep their sign and their order, and add up.
        """
        log_base, log_contributions = native_shap(self.model, features)
        base = np.exp(log_base) * level(features)
        log_change = log_contributions.sum(axis=1)
        is_same = np.isclose(log_change, 0, atol=1e-9)
        worth = base * np.where(is_same, 1, np.expm1(log_change) / np.where(is_same, 1, log_change))
        return base, log_contributions * worth[:, None]


@dataclass
class Residual:
    """CatBoost on what the blend of rates misses, weighed down with the size of the customer."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    blend: Blend = field(default_factory=Blend)

    def fit(self, features: Features, outcome: Outcome) -> "Residual":
        """Fit on rows whose outcome is known."""
        self.blend.fit(features, outcome)
        expected = self.blend.line(features)
        size = np.clip(expected, 0, None)
        weight = 1 / (size + max(float(size.mean()) / 3, 0.01))
        self.model = CatBoostRegressor(
            **{**COMMON, **TREES, **RESIDUAL, "loss_function": "RMSE", **self.parameters}
        )
        pool = features.training_pool(label=outcome.spend - expected, weight=weight)
        self.model.fit(pool)
        return self

    def predict(self, features: Features) -> np.ndarray:
        """Return spend in currency, never below 0."""
        missed = self.model.predict(features.pool, thread_count=features.threads)
        return np.clip(self.blend.line(features) + missed, 0, None)

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row, and contributions of blend and trees, in currency."""
        base, contributions = self.blend.explain(features)
        missed_base, missed = native_shap(self.model, features)
        return base + missed_base, contributions + missed
