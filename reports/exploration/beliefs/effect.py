"""How large an effect is and how sure that is."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

FEWEST = 30
# Below that a rank correlation is of no use, however sure it is (Cohen, 1988, calls it small).
LEAST_CORRELATION = 0.1
RESAMPLES = 499
SEED = 1


@dataclass(frozen=True)
class Effect:
    """What came out of a test.

    Args:
        value: how large the effect is.
        error: its standard error.
        units: of how many customers, or weeks.
        limit: how far the effect must go at least for the claim to hold.
        none: the value that speaks neither for the claim nor for its opposite.
        freedom: degrees of freedom of the error; without end where that plays no part.
        is_correlation: whether value lies between -1 and 1 and the error is that of Fisher's z.
    """

    value: float
    error: float
    units: int
    limit: float = 0
    none: float = 0
    freedom: float = math.inf
    is_correlation: bool = False

    def interval(self, doubt: float) -> tuple[float, float]:
        """Return the two ends between which the effect lies but for a doubt (0 to 1)."""
        reach = float(stats.t.ppf(1 - doubt / 2, self.freedom)) * self.error
        if self.is_correlation:
            z = math.atanh(self.value)
            return math.tanh(z - reach), math.tanh(z + reach)
        return self.value - reach, self.value + reach


def rank_correlation(
    x: np.ndarray, y: np.ndarray, sign: int, given: np.ndarray | None = None
) -> Effect | None:
    """Return Spearman's correlation, at the same ``given`` if there is one; None if it has none.

    The standard error is that of Bonett and Wright (Psychometrika, 2000).

    Args:
        x: a number a customer.
        y: the same.
        sign: 1 or -1: the claim is a correlation of `LEAST_CORRELATION` in that direction.
        given: a number a customer that is held fixed: the partial correlation of the ranks.

    Raises:
        ValueError: the lengths differ.
    """
    columns = [stats.rankdata(column) for column in (x, y, given) if column is not None]
    if len(x) < FEWEST or any(np.ptp(column) == 0 for column in columns):
        return None
    r = np.corrcoef(columns)
    value = r[0, 1]
    if given is not None:
        rest = (1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2)
        if rest <= 0:
            return None
        value = (r[0, 1] - r[0, 2] * r[1, 2]) / math.sqrt(rest)
    value = float(np.clip(value, -0.9999, 0.9999))
    error = math.sqrt((1 + value**2 / 2) / (len(x) - len(columns) - 1))
    return Effect(value, error, len(x), limit=sign * LEAST_CORRELATION, is_correlation=True)


def mean_difference(one: np.ndarray, other: np.ndarray) -> Effect | None:
    """Return how much larger the mean of one group is than that of the other (Welch).

    None when a group has fewer than `FEWEST`, or both hold one value.
    """
    if min(len(one), len(other)) < FEWEST or np.ptp(np.concatenate([one, other])) == 0:
        return None
    parts = [group.var(ddof=1) / len(group) for group in (one, other)]
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(group) - 1) for part, group in zip(parts, (one, other), strict=True)
    )
    value = float(one.mean() - other.mean())
    return Effect(value, math.sqrt(sum(parts)), len(one) + len(other), freedom=float(freedom))


def mean(values: np.ndarray, fewest: int) -> Effect | None:
    """Return the mean of differences; None of fewer than ``fewest``, or when they are all alike."""
    if len(values) < fewest or np.ptp(values) == 0:
        return None
    error = float(stats.sem(values))
    return Effect(float(values.mean()), error, len(values), freedom=len(values) - 1)


def resampled(
    statistic: Callable[..., float], columns: list[np.ndarray], limit: float = 0
) -> Effect | None:
    """Return a statistic with the standard error of its bootstrap, customers drawn anew.

    The draws are the same each time (Efron, Annals of Statistics, 1979).

    Args:
        statistic: of the columns; NaN where it is not defined.
        columns: a number a customer each.
        limit: how far it must go for the claim to hold, and beyond which the opposite begins.
    """
    units = len(columns[0])
    value = statistic(*columns) if units >= FEWEST else math.nan
    if not math.isfinite(value):
        return None
    rng = np.random.default_rng(SEED)
    draws = (rng.integers(0, units, units) for _ in range(RESAMPLES))
    drawn = np.array([statistic(*(column[draw] for column in columns)) for draw in draws])
    error = float(drawn[np.isfinite(drawn)].std(ddof=1))
    return Effect(float(value), error, units, limit=limit, none=limit) if error else None
