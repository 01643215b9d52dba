"""Who may enter the two heads of the model, and how each of them is fitted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ml.blend import Blend
from ml.boosted import Boosted, Residual
from ml.features import GROWTH, Features, Signature
from ml.outcome import Outcome
from ml.purchase_history import PurchaseHistory
from ml.rules import simple_rules
from ml.typical import MedianResidual, Quantiles

EXPECTED = (
    "boosted",
    "residual",
    "boosted_recent",
    "boosted_growth",
    "blend_of_rates",
    "bg_nbd_gamma_gamma",
    "last_90_days_over_3",
    "mean",
)
TYPICAL = (
    "median_residual",
    "quantiles",
    "blend_of_rates",
    "last_90_days_over_3",
    "median",
    "zero",
)
# What shares the weight as long as no earlier cutoff has shown anything better.
DEFAULT_EXPECTED = ("boosted", "residual")
DEFAULT_TYPICAL = ("median_residual", "quantiles")
# Members that nobody would use alone; the others are models of the field as well.
PARTS = (*DEFAULT_EXPECTED, "boosted_recent", "boosted_growth", *DEFAULT_TYPICAL)
# Trees know a median of 0 only roughly; the probability of a purchase says when it is exactly that.
MEDIAN_TREES = DEFAULT_TYPICAL
RECENT_CUTOFFS = 4
LEAST_GROWTH, GREATEST_GROWTH = 0.5, 2.0


@dataclass(frozen=True)
class Rows:
    """Rows of the mart whose outcome is known, encoded, in the order of their cutoffs."""

    features: Features
    outcome: Outcome
    cutoffs: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame, signature: Signature) -> "Rows":
        """Encode rows of the mart."""
        return cls(
            signature.encode(rows), Outcome.of(rows), rows["cutoff_date"].to_numpy("datetime64[D]")
        )

    def __len__(self) -> int:
        return len(self.cutoffs)

    def take(self, mask: np.ndarray) -> "Rows":
        """Return the rows of a mask."""
        return Rows(self.features.take(mask), self.outcome.take(mask), self.cutoffs[mask])

    @cached_property
    def distinct_cutoffs(self) -> np.ndarray:
        """The cutoffs, oldest first."""
        return np.unique(self.cutoffs)

    def newest(self, count: int) -> "Rows":
        """Return the rows of the newest cutoffs."""
        return self.take(np.isin(self.cutoffs, self.distinct_cutoffs[-count:]))


@dataclass
class Grown:
    """A member whose prediction grows as sales did a year ago, from 30 days to the next 30."""

    member: Any

    def predict(self, features: Features) -> np.ndarray:
        """Return spend in currency; unchanged where the history is shorter than 13 months."""
        return self.member.predict(features) * self._growth(features)

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row, and contributions in currency."""
        base, contributions = self.member.explain(features)
        growth = self._growth(features)
        return base * growth, contributions * growth[:, None]

    @staticmethod
    def _growth(features: Features) -> np.ndarray:
        known = np.nan_to_num(features.column(GROWTH), nan=1.0)
        return np.clip(known, LEAST_GROWTH, GREATEST_GROWTH)


def fit_members(
    names: Iterable[str],
    train: Rows,
    parameters: Mapping[str, Any] | None = None,
    history_days: int = 365,
) -> dict[str, Any]:
    """Return the members of these names, fitted.

    Args:
        names: some of `EXPECTED` and `TYPICAL`.
        train: rows whose target windows are over.
        parameters: of the boosted members, in place of the usual ones.
        history_days: how far the data reach back.
    """
    wanted = set(names)
    if "boosted_growth" in wanted:
        wanted.add("boosted")
    makers = {
        "boosted": lambda: Boosted(parameters or {}).fit(train.features, train.outcome),
        "boosted_recent": lambda: _fit_recent(train, parameters or {}),
        "residual": lambda: Residual().fit(train.features, train.outcome),
        "blend_of_rates": lambda: Blend().fit(train.features, train.outcome),
        "bg_nbd_gamma_gamma": lambda: PurchaseHistory.fit(train.newest(1).features),
        "median_residual": lambda: MedianResidual().fit(train.features, train.outcome),
        "quantiles": lambda: Quantiles().fit(train.features, train.outcome),
        **{
            name: lambda rule=rule: rule.fit(train.features, train.outcome)
            for name, rule in simple_rules(history_days).items()
        },
    }
    fitted = {name: makers[name]() for name in sorted(wanted - {"boosted_growth"})}
    if "boosted_growth" in wanted:
        fitted["boosted_growth"] = Grown(fitted["boosted"])
    return fitted


def _fit_recent(train: Rows, parameters: Mapping[str, Any]) -> Boosted:
    recent = train.newest(RECENT_CUTOFFS)
    if not (recent.outcome.spend > 0).any():
        recent = train
    return Boosted(parameters).fit(recent.features, recent.outcome)
