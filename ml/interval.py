"""An 80 % interval that holds: quantiles, widened by what they missed at earlier cutoffs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

INTERVAL = 0.8
TAIL = (1 - INTERVAL) / 2
GROUPS = 5
LEAST_IN_GROUP = 50


@dataclass(frozen=True)
class Widening:
    """How far an interval is widened (or narrowed) at both ends, learnt out of time.

    ``factors`` count widths of the interval, one a group of customers with similar predictions, so
    that the best are covered as well as the others; ``edges`` (currency) part the groups. A width
    below ``least_width`` (currency) counts as that, so that a narrow one cannot make all wide.
    """

    factors: tuple[float, ...]
    edges: tuple[float, ...]
    least_width: float

    def apply(
        self, low: np.ndarray, high: np.ndarray, expected: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return both ends of the interval, in currency."""
        factor = np.asarray(self.factors)[np.searchsorted(self.edges, expected, side="right")]
        margin = factor * np.maximum(high - low, self.least_width)
        return np.where(low > 0, low - margin, 0.0), high + margin

    @classmethod
    def learn(
        cls, low: np.ndarray, high: np.ndarray, expected: np.ndarray, spend: np.ndarray
    ) -> "Widening":
        """Learn from earlier cutoffs, by conformalised quantile regression.

        The method is that of Romano, Patterson and Candes (2019), with the miss measured in
        widths, and a group each (Mondrian: Vovk, Lindsay, Nouretdinov and Gammerman 2003).

        Args:
            low: lower ends that were not widened, in currency.
            high: upper ends.
            expected: expected spend, by which the groups are made.
            spend: the spend that followed, in the same order.
        """
        groups = max(min(GROUPS, len(spend) // LEAST_IN_GROUP), 1)
        edges = np.unique(np.quantile(expected, np.arange(1, groups) / groups))
        least_width = max(0.1 * float(np.mean(high - low)), 0.01)
        # A lower end of 0 stays there: only who returned more than they bought lies below it.
        below = np.where(low > 0, low - spend, np.where(spend < 0, np.inf, -np.inf))
        miss = np.maximum(below, spend - high) / np.maximum(high - low, least_width)
        group = np.searchsorted(edges, expected, side="right")
        factors = [_level(miss[group == number]) for number in range(len(edges) + 1)]
        return cls(tuple(factors), tuple(edges.tolist()), least_width)


NOT_WIDENED = Widening(factors=(0.0,), edges=(), least_width=0.0)


def zero_where_likely(low: np.ndarray, purchase_probability: np.ndarray) -> np.ndarray:
    """Return the lower ends, exactly 0 where nothing is bought with more than the lower tail."""
    return np.where(1 - purchase_probability > TAIL, 0.0, np.clip(low, 0, None))


def median_where_likely(median: np.ndarray, purchase_probability: np.ndarray) -> np.ndarray:
    """Return the medians, exactly 0 where nothing is bought more often than not."""
    return np.where(purchase_probability < 0.5, 0.0, median)  # noqa: PLR2004


def _level(miss: np.ndarray) -> float:
    if not len(miss):
        return 0.0
    level = min(np.ceil((len(miss) + 1) * INTERVAL) / len(miss), 1.0)
    return float(np.quantile(miss, level, method="higher"))


def together(parts: Sequence[Sequence[np.ndarray]]) -> list[np.ndarray]:
    """Return the columns of several cutoffs, one below the other."""
    return [np.concatenate(column) for column in zip(*parts, strict=True)]
