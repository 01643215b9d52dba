"""The random process behind the synthetic data, and what it makes one expect.

Every customer has a day of joining, a rate of transactions and a mean amount of a line. She is
active or lapsed: active on the day of joining, then from day to day active -> lapsed with
probability ``LAPSE`` and lapsed -> active with probability ``RETURN``. On an active day d she makes
Poisson(rate x season(d)) transactions. A transaction is a return with probability
``RETURN_SHARE`` (one line, one unit, no promotion) and else a purchase of 1 +
Poisson(``MORE_LINES``) lines; nobody knows whose it is with probability ``ANONYMOUS_SHARE``. So
with n(d) days from the state known at the cutoff to day d, and p = RETURN / (LAPSE + RETURN) the
long-run chance to be active,

    P(active on d)   = p + (state - p) x (1 - LAPSE - RETURN) ^ n(d)
    expected spend   = rate x value x sum over 30 days of P(active on d) x season(d)
    value            = (1 - ANONYMOUS_SHARE) x ((1 - RETURN_SHARE) x (1 + MORE_LINES) x line
                       - RETURN_SHARE x returned line)

The state is that of the last day before the cutoff. All amounts are in currency.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

FIRST_DAY = date(2023, 1, 1)
AS_OF = date(2025, 1, 1)
DAYS = (AS_OF - FIRST_DAY).days
HORIZON = 30
# The scoring cutoff and four labelled ones.
TRUTH_CUTOFFS = [AS_OF - timedelta(days=HORIZON * back) for back in range(5)]

LINES_PER_CUSTOMER = 120
LAPSE, RETURN = 1 / 150, 1 / 100
RATE_SHAPE = 0.8  # of the gamma distribution: the smaller, the heavier the tail
MORE_LINES = 3.0
RETURN_SHARE = 0.02
ANONYMOUS_SHARE = 0.03
JOINED_BEFORE = 0.4  # share of customers who were there on the first day
FAVOURITE_SHARE = 0.5  # share of lines from the customer's favourite category
WEEKDAYS = np.array([0.9, 0.85, 0.9, 1.0, 1.15, 1.3, 0.9])  # from Monday on
UNITS = np.array([1, 2, 3])
UNIT_CHANCES = np.array([0.75, 0.15, 0.10])
PROMOTED_SHARE = 0.2
DISCOUNTS = np.array([10, 20, 30])  # percent; one promotion of each runs at any time


@dataclass(frozen=True)
class Customers:
    """A block of customers; arrays of one length. ``rate`` is per active day of season 1."""

    first: int
    joined: np.ndarray
    rate: np.ndarray
    favourite: np.ndarray
    is_active: np.ndarray  # (customers, DAYS) bool; False before joining

    @property
    def exposure(self) -> np.ndarray:
        """Return the sum of the season over each customer's active days."""
        return self.is_active @ season()


def season(first: int = 0, count: int = DAYS) -> np.ndarray:
    """Return the factor of the days from ``first`` on: the year's wave times the weekday's."""
    days = np.arange(first, first + count)
    wave = 1 + 0.2 * np.cos(2 * np.pi * (days - 350) / 365.25)
    return wave * WEEKDAYS[(days + FIRST_DAY.weekday()) % 7]


def draw_customers(seed: int, first: int, count: int, categories: int) -> Customers:
    """Draw ``count`` customers, numbered from ``first`` on: the same for the same arguments."""
    rng = np.random.default_rng([seed, 1, first])
    joined = np.where(rng.random(count) < JOINED_BEFORE, 0, rng.integers(0, DAYS, count))
    is_active = np.zeros((count, DAYS), dtype=bool)
    state = np.zeros(count, dtype=bool)
    for day in range(DAYS):
        change = rng.random(count, dtype=np.float32)
        state = np.where(state, change >= LAPSE, (change < RETURN) & (joined < day))
        state |= joined == day
        is_active[:, day] = state
    return Customers(
        first=first,
        joined=joined,
        rate=rng.gamma(RATE_SHAPE, 1.0, count),
        favourite=rng.integers(0, categories, count),
        is_active=is_active,
    )


def expected_spend(
    customers: Customers, rate: np.ndarray, line: np.ndarray, returned_line: np.ndarray, day: int
) -> np.ndarray:
    """Return the expected net spend of the 30 days from ``day`` on, per customer.

    ``line`` and ``returned_line`` are the mean amounts of a bought and of a returned line.
    """
    long_run = RETURN / (LAPSE + RETURN)
    steps = np.arange(1, HORIZON + 1)
    state = customers.is_active[:, day - 1].astype(float)
    p_active = long_run + np.outer(state - long_run, (1 - LAPSE - RETURN) ** steps)
    bought = (1 - RETURN_SHARE) * (1 + MORE_LINES) * line
    value = (1 - ANONYMOUS_SHARE) * (bought - RETURN_SHARE * returned_line)
    return rate * value * (p_active @ season(day, HORIZON))
