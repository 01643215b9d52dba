"""A blend of rates: what recent and older spend say together, linear and never falling."""

from dataclasses import dataclass, field

import numpy as np

from ml.features import Features
from ml.outcome import Outcome

RATES = (
    "rfm_spend_30d",
    "rfm_spend_60d",
    "rfm_spend_90d",
    "rfm_spend_180d",
    "rfm_spend_rate_365d",
    "rfm_spend_rate_all",
    "rfm_spend_half_life_30d",
    "rfm_spend_half_life_60d",
    "rfm_spend_half_life_90d",
    "rfm_spend_half_life_180d",
)
SHRINKAGE = 100.0
# One wholesaler must not turn the line: what lies above counts as this quantile.
HIGHEST = 0.999


@dataclass
class Blend:
    """Ridge regression of spend on the rates, with coefficients that are never negative."""

    intercept: float = 0.0
    highest: dict[str, float] = field(default_factory=dict)
    coefficients: dict[str, float] = field(default_factory=dict)
    means: dict[str, float] = field(default_factory=dict)

    def fit(self, features: Features, outcome: Outcome) -> "Blend":
        """Fit on rows whose outcome is known."""
        rates = self._rates(features)
        self.highest = dict(zip(RATES, np.quantile(rates, HIGHEST, axis=0).tolist(), strict=True))
        rates = self._clipped(features)
        scale = np.maximum(rates.std(axis=0), 1e-9)
        # Who only predicts does without it: it takes memory and a second to start.
        from sklearn.linear_model import Ridge  # noqa: PLC0415

        line = Ridge(alpha=SHRINKAGE, positive=True).fit(rates / scale, outcome.spend)
        self.intercept = float(line.intercept_)
        self.coefficients = dict(zip(RATES, (line.coef_ / scale).tolist(), strict=True))
        self.means = dict(zip(RATES, rates.mean(axis=0).tolist(), strict=True))
        return self

    def predict(self, features: Features) -> np.ndarray:
        """Return spend in currency, never below 0."""
        return np.clip(self.line(features), 0, None)

    def line(self, features: Features) -> np.ndarray:
        """Return the same before it is cut off below 0."""
        return self.intercept + self._clipped(features) @ list(self.coefficients.values())

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row (all rates at their mean), and contributions in currency."""
        moved = (self._clipped(features) - list(self.means.values())) * list(
            self.coefficients.values()
        )
        names = features.signature.names
        contributions = np.zeros((len(features), len(names)))
        contributions[:, [names.index(rate) for rate in RATES]] = moved
        base = self.intercept + float(
            np.dot(list(self.means.values()), list(self.coefficients.values()))
        )
        return np.full(len(features), base), contributions

    @staticmethod
    def _rates(features: Features) -> np.ndarray:
        positions = [features.signature.numbers.index(rate) for rate in RATES]
        return np.nan_to_num(features.numbers[:, positions].astype(float))

    def _clipped(self, features: Features) -> np.ndarray:
        return np.minimum(self._rates(features), list(self.highest.values()))
