"""What most public projects do: RFM features, one snapshot, a random split, CatBoost."""

from dataclasses import dataclass

import numpy as np
from catboost import CatBoostRegressor
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

from ml.candidates import Rows
from ml.features import SCALES, Features

SEED = 0


@dataclass
class UsualRecipe:
    """The usual recipe, and the R2 that its random split promises (None: nothing to split).

    The promise is kept to stand beside what came true: it is not used for anything.
    """

    model: CatBoostRegressor | float
    promised_r2: float | None

    @classmethod
    def fit(cls, train: Rows) -> "UsualRecipe":
        """Fit on the newest cutoff of the rows, a random fifth of its customers held back."""
        snapshot = train.newest(1)
        numbers, spend = _numbers(snapshot.features), snapshot.outcome.spend
        fit, fit_spend, stop, stop_spend = (numbers, spend, numbers, spend)
        if len(spend) > 1:
            fit, stop, fit_spend, stop_spend = train_test_split(
                numbers, spend, test_size=0.2, random_state=SEED
            )
        if len(np.unique(fit_spend)) == 1:  # CatBoost refuses to learn a constant
            return cls(max(float(fit_spend[0]), 0.0), None)
        model = CatBoostRegressor(
            iterations=500,
            early_stopping_rounds=50,
            random_seed=SEED,
            thread_count=-1,
            verbose=False,
            allow_writing_files=False,
        )
        model.fit(fit, fit_spend, eval_set=(stop, stop_spend))
        can_judge = len(np.unique(stop_spend)) > 1
        promised = float(r2_score(stop_spend, np.clip(model.predict(stop), 0, None)))
        return cls(model, promised if can_judge else None)

    def predict(self, features: Features) -> np.ndarray:
        """Return spend in currency, never below 0."""
        if isinstance(self.model, float):
            return np.full(len(features), self.model)
        return np.clip(self.model.predict(_numbers(features)), 0, None)


def _numbers(features: Features) -> np.ndarray:
    names = [name for name in features.signature.numbers if name not in SCALES]
    kept = [position for position, name in enumerate(names) if name.startswith("rfm_")]
    return features.plain[:, kept]
