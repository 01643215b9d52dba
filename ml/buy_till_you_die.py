"""BG/NBD x Gamma-Gamma: how often a customer buys until they stop, and how much each time.

Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24 (2), and
Fader and Hardie (2013), The Gamma-Gamma model of monetary value. A purchase here is a day with one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, gammaln, hyp2f1

from ml.features import Features

HORIZON_DAYS = 30
INPUTS = ("rfm_active_days_all", "rfm_recency_days", "rfm_tenure_days", "rfm_spend_all")
# Logarithms of parameters in scaled units: where data cannot tell, the search ends at an edge.
LOG_BOUNDS = (-7.0, 9.0)
NEAR = 1e-5


@dataclass(frozen=True)
class BgNbd:
    """Purchases at a gamma-distributed rate (r, alpha), with a beta-distributed end (a, b).

    ``alpha`` is in the unit of time of the data.
    """

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> "BgNbd":
        """Fit by maximum likelihood.

        Args:
            repeats: purchases after the first (x).
            last: time from the first to the last purchase (t_x), 0 without a repeat.
            age: time from the first purchase to now (T), in the same unit.
        """
        unit = max(float(np.mean(age)), 1e-9)
        # Many customers have the same history: each kind is looked at once.
        kinds, counts = np.unique(
            np.column_stack([repeats, last / unit, age / unit]), axis=0, return_counts=True
        )

        def loss(logs: np.ndarray) -> float:
            return -float(counts @ cls(*np.exp(logs)).log_likelihood(*kinds.T)) / counts.sum()

        r, alpha, a, b = np.exp(_least(loss, np.zeros(4))).tolist()
        return cls(r, alpha * unit, a, b)

    def log_likelihood(self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Return the log-likelihood of each customer (equation 6 of the paper)."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        order = gammaln(r + repeats) - gammaln(r) + r * np.log(alpha)
        stay = gammaln(a + b) + gammaln(b + repeats) - gammaln(b) - gammaln(a + b + repeats)
        alive = -(r + repeats) * np.log(alpha + age)
        return order + stay + alive + np.logaddexp(0, self._log_odds_gone(repeats, last, age))

    def alive(self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Return the probability that a customer has not stopped."""
        return expit(-self._log_odds_gone(repeats, last, age))

    def purchase_probability(
        self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray, time: float
    ) -> np.ndarray:
        """Return the probability of a purchase within the time.

        Who is alive has a rate of gamma(r + x, alpha + T), which stays silent for the time with
        ((alpha + T) / (alpha + T + time)) ** (r + x).
        """
        silent = np.exp((self.r + repeats) * np.log((self.alpha + age) / (self.alpha + age + time)))
        return self.alive(repeats, last, age) * (1 - silent)

    def expected_purchases(
        self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray, time: float
    ) -> np.ndarray:
        """Return the expected purchases within the time (equation 10 of the paper).

        By Euler's transformation the power of r + x, which overflows for frequent customers,
        leaves the hypergeometric function.
        """
        r, b = self.r, self.b
        a = self.a if abs(self.a - 1) > NEAR else 1 + NEAR  # at 1 the formula is 0 / 0
        part = time / (self.alpha + age + time)
        series = hyp2f1(a + b - 1 - r, a - 1, a + b + repeats - 1, part)
        until_gone = (1 - np.exp((a - 1) * np.log1p(-part)) * series) / (a - 1)
        expected = (a + b + repeats - 1) * until_gone * self.alive(repeats, last, age)
        return np.clip(expected, 0, None)

    def _log_odds_gone(self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Return log-odds of having stopped; who never came back cannot have (by the model)."""
        later = np.log(self.alpha + age) - np.log(self.alpha + last)
        chance = np.log(self.a) - np.log(np.maximum(self.b + repeats - 1, 1e-12))
        return np.where(repeats > 0, chance + (self.r + repeats) * later, -np.inf)


@dataclass(frozen=True)
class GammaGamma:
    """Amounts gamma-distributed around a customer's mean (p), means around all's (q, gamma).

    ``gamma`` is in currency.
    """

    p: float
    q: float
    gamma: float

    @classmethod
    def fit(cls, purchases: np.ndarray, mean_amount: np.ndarray) -> "GammaGamma":
        """Fit by maximum likelihood on customers whose mean amount is above 0."""
        positive = (mean_amount > 0) & (purchases > 0)
        if not positive.any():
            return cls(1.0, 2.0, 0.0)
        unit = float(np.mean(mean_amount[positive]))
        number, amount = purchases[positive], mean_amount[positive] / unit

        def loss(logs: np.ndarray) -> float:
            p, q, gamma = np.exp(logs)
            each = (
                gammaln(p * number + q) - gammaln(p * number) - gammaln(q) + q * np.log(gamma)
                + (p * number - 1) * np.log(amount) + p * number * np.log(number)
                - (p * number + q) * np.log(gamma + number * amount)
            )  # fmt: skip
            return -float(np.mean(each))

        p, q, gamma = np.exp(_least(loss, np.array([0.0, 1.0, 0.0]))).tolist()
        return cls(p, q, gamma * unit)

    def expected_amount(self, purchases: np.ndarray, mean_amount: np.ndarray) -> np.ndarray:
        """Return the expected amount of a purchase, in currency.

        Where so few purchases leave the mean undefined (p x + q <= 1), the observed mean stands.
        Who returned as much as they bought is expected to go on so: 0.
        """
        positive = np.clip(mean_amount, 0, None)
        weight = self.p * purchases + self.q - 1
        expected = self.p * (self.gamma + purchases * positive) / np.where(weight > 0, weight, 1.0)
        return np.where(mean_amount > 0, np.where(weight > 0, expected, positive), 0.0)


@dataclass
class BuyTillYouDie:
    """Both models on the features of the mart, time in days."""

    counting: BgNbd
    amounts: GammaGamma
    means: tuple[float, ...] = ()

    @classmethod
    def fit(cls, features: Features) -> "BuyTillYouDie":
        """Fit on the rows of one cutoff, a row a customer. It needs no outcome."""
        inputs = _inputs(features)
        repeats, last, age, mean_amount = _history(inputs)
        return cls(
            BgNbd.fit(repeats, last, age),
            GammaGamma.fit(repeats + 1, mean_amount),
            tuple(inputs.mean(axis=0).tolist()),
        )

    def predict(self, features: Features) -> np.ndarray:
        """Return the expected spend of the 30 days, in currency, never below 0."""
        return self._spend(_inputs(features))

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row (mean inputs), and contributions in currency.

        Exact Shapley values of the four inputs (Shapley 1953), every set of them tried.
        """
        inputs, count = _inputs(features), len(INPUTS)
        reference = np.broadcast_to(np.asarray(self.means), inputs.shape)
        values = {
            known: self._spend(np.where(np.isin(np.arange(count), known), inputs, reference))
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

    def _spend(self, inputs: np.ndarray) -> np.ndarray:
        repeats, last, age, mean_amount = _history(inputs)
        purchases = self.counting.expected_purchases(repeats, last, age, HORIZON_DAYS)
        return purchases * self.amounts.expected_amount(repeats + 1, mean_amount)


def _inputs(features: Features) -> np.ndarray:
    return np.column_stack([np.nan_to_num(features.column(name)) for name in INPUTS])


def _history(inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return repeats, days from first to last purchase, age in days, spend a purchase day."""
    active_days, recency, age, spend = inputs.T
    active_days = np.maximum(active_days, 1.0)
    last = np.clip(age - recency, 0, None)
    return active_days - 1, np.where(active_days > 1, last, 0.0), age, spend / active_days


def _least(loss: Callable[[np.ndarray], float], start: np.ndarray) -> np.ndarray:
    """Return where the loss is least: downhill first, then to the last digits."""
    bounds = [LOG_BOUNDS] * len(start)
    rough = minimize(loss, start, method="L-BFGS-B", bounds=bounds)
    fine = minimize(
        loss,
        rough.x,
        method="Nelder-Mead",
        bounds=bounds,
        options={"xatol": 1e-6, "fatol": 1e-11, "maxiter": 600},
    )
    return fine.x if fine.fun <= rough.fun else rough.x
