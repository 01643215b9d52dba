"""What followed each row of the mart: the targets, as arrays."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.features import TARGET_ORDERS, TARGET_SPEND


@dataclass(frozen=True)
class Outcome:
    """Net spend of the 30 days (currency, below 0 where returns outweigh), and who purchased."""

    spend: np.ndarray
    purchased: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame) -> "Outcome":
        """Return the outcome of rows of the mart whose target is known."""
        return cls(
            spend=rows[TARGET_SPEND].to_numpy(dtype=float),
            purchased=rows[TARGET_ORDERS].to_numpy(dtype=float) > 0,
        )

    def take(self, rows: np.ndarray) -> "Outcome":
        """Return the rows of a mask or of positions."""
        return Outcome(self.spend[rows], self.purchased[rows])
