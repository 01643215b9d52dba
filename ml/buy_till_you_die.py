"""The classics of customer lifetime value: BG/NBD for purchases, Gamma-Gamma for their spend.

Fader, Hardie and Lee (2005), "Counting your customers the easy way: an alternative to the
Pareto/NBD model"; Fader and Hardie (2013), "The Gamma-Gamma model of monetary value".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy import ndarray
from scipy.special import betaln, gammaln, hyp2f1, log_expit

BgNbd = tuple[float, float, float, float]
"""r and alpha (in units of time) of the rates of purchase, a and b of the chances of leaving."""
GammaGamma = tuple[float, float, float]
"""p and q (shapes) and gamma (currency)."""
OWN_MEAN = (1.0, 1.0, 0.0)


class History(NamedTuple):
    """Arrays with a value a customer, as the papers name them, in any one unit of time.

    ``x`` counts the purchases after the first; ``t_x`` is the time from the first to the last,
    ``age`` (the papers' T) that from the first to the cutoff.
    """

    x: ndarray
    t_x: ndarray
    age: ndarray


def purchase_log_likelihood(parameters: BgNbd, history: History) -> ndarray:
    """Return each customer's log-likelihood under BG/NBD."""
    (r, alpha, a, b), (x, _, age) = parameters, history
    counts, place = np.unique(x, return_inverse=True)
    of_count = gammaln(r + counts) - gammaln(r) + betaln(a, b + counts) - betaln(a, b)
    if_alive = r * np.log(alpha) - (r + x) * np.log(alpha + age)
    return of_count[place] + if_alive - _log_probability_alive(parameters, history)


def fit_purchases(history: History) -> BgNbd:
    """Fit BG/NBD by maximum likelihood.

    Where customers are all alike, the likelihood grows without end: the limits stop it where
    going on would change little. Where nobody came back, expected purchases end next to 0.
    """
    gap = history.age.sum() / max(history.x.sum(), 1)
    return _maximise(
        lambda *parameters: purchase_log_likelihood(parameters, history),
        [(1, 1e-3, 20), (gap, 1e-4 * gap, 1e4 * gap), (1, 1e-3, 20), (3, 1e-3, 1e3)],
    )


def _log_probability_alive(parameters: BgNbd, history: History) -> ndarray:
    (r, alpha, a, b), (x, t_x, age) = parameters, history
    log_odds = np.log(b + np.maximum(x, 1) - 1) - np.log(a)
    silence = np.log(alpha + age) - np.log(alpha + t_x)
    # The first purchase makes nobody leave.
    return np.where(x > 0, log_expit(log_odds - (r + x) * silence), 0)


def purchase_probability(parameters: BgNbd, history: History, horizon: float) -> ndarray:
    """Return the probability of a purchase within ``horizon`` after the cutoff.

    Nobody leaves before the next purchase, so it only takes to be alive, and to buy at the rate
    of those who are: Gamma(r + x, alpha + age).
    """
    (r, alpha, _, _), (x, _, age) = parameters, history
    if_alive = -np.expm1(-(r + x) * np.log1p(horizon / (alpha + age)))
    return np.exp(_log_probability_alive(parameters, history)) * if_alive


def expected_purchases(parameters: BgNbd, history: History, horizon: float) -> ndarray:
    """Return the expected purchases within ``horizon`` (at most 100 x (alpha + age)).

    This is the paper's equation 10 after relations of Gauss and Pfaff. As printed, it overflows
    for large x and has a pole at a + b + x = 1.
    """
    (r, alpha, a, b), (x, _, age) = parameters, history
    # a = 1 is 0 / 0, and for whole r - a hyp2f1 can be NaN; the step changes next to nothing.
    if np.isclose(a, [1, r - round(r - a)], rtol=0, atol=1e-5).any():
        a += 2e-5
    ahead = np.minimum(horizon / (alpha + age), 100)  # hyp2f1 can be NaN beyond

    def gauss(s: float) -> ndarray:
        return (1 + ahead) ** -s * hyp2f1(a + b - r, s, a + b + x, ahead / (1 + ahead))

    if_alive = 1 - gauss(a) + (b + x) / (a - 1) * (1 - gauss(a - 1))
    if_nobody_leaves = (r + x) * ahead  # rounding must not lead above that, nor below 0
    alive = np.exp(_log_probability_alive(parameters, history))
    return alive * np.clip(if_alive, 0, if_nobody_leaves)


def spend_log_likelihood(parameters: GammaGamma, n: ndarray, mean: ndarray) -> ndarray:
    """Return each customer's log-likelihood under Gamma-Gamma: ``n`` purchases of that mean."""
    p, q, gamma = parameters
    counts, place = np.unique(n, return_inverse=True)
    of_count = p * counts * np.log(counts) - betaln(p * counts, q) + q * np.log(gamma)
    return of_count[place] + (p * n - 1) * np.log(mean) - (p * n + q) * np.log(gamma + n * mean)


def fit_spend(n: ndarray, mean: ndarray) -> GammaGamma:
    """Fit Gamma-Gamma by maximum likelihood to the customers whose mean is above 0 (currency).

    Others have no likelihood. Where there are only such, or where the tail is so heavy that the
    population has no mean (q <= 1), return what predicts each customer's own mean.
    """
    n, mean = n[mean > 0], mean[mean > 0]
    if n.size == 0:
        return OWN_MEAN
    level = np.exp(np.log(mean).mean())  # the usual mean would be that of the tail
    p, q, gamma = _maximise(
        lambda *parameters: spend_log_likelihood(parameters, n, mean),
        [(1, 1e-2, 1e3), (2, 1e-2, 1e3), (level, 1e-6 * level, 1e6 * level)],
    )
    return (p, q, gamma) if q > 1 else OWN_MEAN


def expected_mean_spend(parameters: GammaGamma, n: ndarray, mean: ndarray) -> ndarray:
    """Return the expected spend of a coming purchase (currency), after ``n`` of that mean.

    It lies between the population's mean and, the more so the larger ``n``, the customer's. A
    mean below 0 counts as 0: one purchase taken back says little, many say that nothing is kept.
    """
    p, q, gamma = parameters
    return p * (gamma + n * np.clip(mean, 0, None)) / (p * n + q - 1)


def _maximise(log_likelihood: Callable[..., ndarray], start_low_high: list) -> tuple[float, ...]:
    start, low, high = np.log(start_low_high).T
    # Who only predicts does without it: it takes memory and a second to start.
    from scipy.optimize import minimize  # noqa: PLC0415

    found = minimize(
        lambda logs: -log_likelihood(*np.exp(logs)).mean(),
        start,
        method="L-BFGS-B",
        jac="3-point",
        bounds=np.column_stack([low, high]),
        options={"ftol": 1e-12, "gtol": 1e-7},
    )
    return tuple(np.exp(found.x).tolist())


@dataclass(frozen=True)
class BuyTillYouDie:
    """Both models on rows of the mart: a purchase is a day with one, and time is in days."""

    r: float
    alpha: float
    a: float
    b: float
    p: float
    q: float
    gamma: float

    @classmethod
    def fit(cls, rows: pd.DataFrame) -> "BuyTillYouDie":
        """Fit on the rows of one cutoff, a row a customer.

        Raises:
            ValueError: there are no rows.
        """
        if rows.empty:
            raise ValueError("there is no customer to learn from")
        return cls(*fit_purchases(_history(rows)), *fit_spend(*_spend(rows)))

    def expected_purchase_days(self, rows: pd.DataFrame, days: float = 30) -> ndarray:
        """Return the expected purchase days in the next ``days``: finite, never negative."""
        return expected_purchases((self.r, self.alpha, self.a, self.b), _history(rows), days)

    def expected_spend(self, rows: pd.DataFrame, days: float = 30) -> ndarray:
        """Return the expected spend in the next ``days`` (currency): finite, never negative."""
        spend = expected_mean_spend((self.p, self.q, self.gamma), *_spend(rows))
        return self.expected_purchase_days(rows, days) * spend

    def purchase_probability(self, rows: pd.DataFrame, days: float = 30) -> ndarray:
        """Return the probability of a purchase in the next ``days``, from 0 to 1."""
        return purchase_probability((self.r, self.alpha, self.a, self.b), _history(rows), days)


def _history(rows: pd.DataFrame) -> History:
    age = rows["rfm_tenure_days"].to_numpy(dtype=float)
    t_x = age - rows["rfm_recency_days"].to_numpy(dtype=float)
    return History(rows["rfm_active_days_all"].to_numpy(dtype=float) - 1, t_x, age)


def _spend(rows: pd.DataFrame) -> tuple[ndarray, ndarray]:
    n = rows["rfm_active_days_all"].to_numpy(dtype=float)
    return n, rows["rfm_spend_all"].to_numpy(dtype=float) / n
