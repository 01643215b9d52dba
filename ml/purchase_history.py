"""BG/NBD x Gamma-Gamma as a member of the ensemble, with contributions of its four inputs."""

from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from ml.buy_till_you_die import BuyTillYouDie
from ml.features import Features

INPUTS = ("rfm_active_days_all", "rfm_recency_days", "rfm_tenure_days", "rfm_spend_all")


@dataclass
class PurchaseHistory:
    """The model, and the means of its inputs, from which contributions are counted."""

    model: BuyTillYouDie
    means: tuple[float, ...]

    @classmethod
    def fit(cls, features: Features) -> "PurchaseHistory":
        """Fit on the rows of one cutoff, a row a customer. It needs no outcome."""
        inputs = _inputs(features)
        return cls(BuyTillYouDie.fit(_rows(inputs)), tuple(inputs.mean(axis=0).tolist()))

    def predict(self, features: Features) -> np.ndarray:
        """Return the expected spend of the 30 days, in currency, never below 0."""
        return self.model.expected_spend(_rows(_inputs(features)))

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row (mean inputs), and contributions in currency.

        Exact Shapley values of the four inputs (Shapley 1953): every set of them is tried.
        """
        inputs, count = _inputs(features), len(INPUTS)
        values = {
            known: self.model.expected_spend(
                _rows(np.where(np.isin(np.arange(count), known), inputs, self.means))
            )
            for size in range(count + 1)
            for known in combinations(range(count), size)
        }
        names = features.signature.names
        contributions = np.zeros((len(features), len(names)))
        for one, name in enumerate(INPUTS):
            for known, value in values.items():
                if one in known:
                    continue
                weight = factorial(len(known)) * factorial(count - len(known) - 1)
                gain = values[tuple(sorted((*known, one)))] - value
                contributions[:, names.index(name)] += weight / factorial(count) * gain
        return values[()], contributions


def _inputs(features: Features) -> np.ndarray:
    return np.column_stack([np.nan_to_num(features.column(name)) for name in INPUTS])


def _rows(inputs: np.ndarray) -> pd.DataFrame:
    rows = pd.DataFrame(inputs, columns=list(INPUTS))
    # A mixture of two customers can have a last purchase before the first: that is the first then.
    rows["rfm_recency_days"] = rows[["rfm_recency_days", "rfm_tenure_days"]].min(axis=1)
    rows["rfm_active_days_all"] = rows["rfm_active_days_all"].clip(lower=1)
    return rows
