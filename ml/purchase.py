"""The probability of a purchase in the 30 days, calibrated out of time."""

from dataclasses import dataclass

import numpy as np
from catboost import CatBoostClassifier

from ml.boosted import COMMON, beside_behaviour
from ml.features import Features
from ml.outcome import Outcome

TREES = {"iterations": 200, "learning_rate": 0.05, "depth": 4}
LEAST = 1e-6


@dataclass(frozen=True)
class Calibration:
    """Platt's line on the log-odds: ``slope`` 1 and ``shift`` 0 leave a probability as it is."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, probability: np.ndarray) -> np.ndarray:
        """Return calibrated probabilities, from 0 to 1."""
        return 1 / (1 + np.exp(-(self.slope * _log_odds(probability) + self.shift)))

    @classmethod
    def learn(cls, probability: np.ndarray, purchased: np.ndarray) -> "Calibration":
        """Learn from probabilities of earlier cutoffs and who then purchased (Platt 1999)."""
        if purchased.all() or not purchased.any():
            return cls()
        # Who only predicts does without it: it takes memory and a second to start.
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

        line = LogisticRegression(C=1e6).fit(_log_odds(probability)[:, None], purchased)
        slope = float(line.coef_[0, 0])
        # A falling line would turn the order round: then nothing was learnt.
        return cls(slope, float(line.intercept_[0])) if slope > 0 else cls()


NOT_CALIBRATED = Calibration()


@dataclass
class Purchase:
    """CatBoost for whether there is a purchase."""

    share: float = 0.0

    def fit(self, features: Features, outcome: Outcome) -> "Purchase":
        """Fit on rows whose outcome is known."""
        self.share = float(outcome.purchased.mean())
        if 0 < self.share < 1:
            self.model = CatBoostClassifier(
                **COMMON, **TREES, ignored_features=beside_behaviour(features.signature)
            )
            self.model.fit(features.training_pool(label=outcome.purchased.astype(int)))
        return self

    def predict(self, features: Features) -> np.ndarray:
        """Return the probability, not yet calibrated."""
        # Where everybody buys (or nobody), there is nothing to classify.
        if not 0 < self.share < 1:
            return np.full(len(features), self.share)
        return self.model.predict_proba(features.pool, thread_count=features.threads)[:, 1]


def _log_odds(probability: np.ndarray) -> np.ndarray:
    inside = np.clip(probability, LEAST, 1 - LEAST)
    return np.log(inside / (1 - inside))
