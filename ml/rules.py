"""Simple rules: what anybody would say without a model. Each could be served."""

from dataclasses import dataclass

import numpy as np

from ml.features import Features
from ml.outcome import Outcome

HORIZON_DAYS = 30


@dataclass
class Constant:
    """The same amount for everybody: 0, or the mean or the median of what was spent."""

    statistic: str
    amount: float = 0.0

    def fit(self, features: Features, outcome: Outcome) -> "Constant":
        """Learn the amount, in currency, never below 0."""
        if self.statistic != "zero":
            self.amount = max(float(getattr(np, self.statistic)(outcome.spend)), 0.0)
        return self

    def predict(self, features: Features) -> np.ndarray:
        """Return the amount, once a row."""
        return np.full(len(features), self.amount)

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row, and its contributions by feature: none."""
        names = features.signature.names
        return self.predict(features), np.zeros((len(features), len(names)))


@dataclass
class LastDays:
    """The net spend of the last days, per 30 days, never below 0."""

    days: int
    known_days: int
    mean: float = 0.0

    @property
    def feature(self) -> str:
        """Name of the window."""
        return f"rfm_spend_{self.days}d"

    def fit(self, features: Features, outcome: Outcome) -> "LastDays":
        """Remember the mean, from which contributions are counted."""
        self.mean = float(self.predict(features).mean())
        return self

    def predict(self, features: Features) -> np.ndarray:
        """Return the spend per 30 days, in currency.

        ``known_days`` is less than ``days`` where the data reach back less than the window.
        """
        rate = features.column(self.feature) * HORIZON_DAYS / self.known_days
        return np.clip(np.nan_to_num(rate), 0, None)

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row, and its contributions by feature, in currency."""
        contributions = np.zeros((len(features), len(features.signature.names)))
        position = features.signature.names.index(self.feature)
        contributions[:, position] = self.predict(features) - self.mean
        return np.full(len(features), self.mean), contributions


def simple_rules(history_days: int = 90) -> dict[str, Constant | LastDays]:
    """Return the rules by name, not yet fitted.

    Args:
        history_days: how far the data reach back; a window counts only days that there are.
    """
    return {
        "zero": Constant("zero"),
        "mean": Constant("mean"),
        "median": Constant("median"),
        "last_30_days": LastDays(30, max(min(history_days, 30), 1)),
        "last_90_days_over_3": LastDays(90, max(min(history_days, 90), 1)),
    }
