"""The inputs of the what-if form, and which values describe a customer who can exist."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboard.labels import label

RECENCY = "rfm_recency_days"
WINDOWS = (7, 30, 90, 180, 365)
ORDERS = tuple(f"rfm_orders_{days}d" for days in WINDOWS)
SPEND = tuple(f"rfm_spend_{days}d" for days in WINDOWS)
INPUTS = (RECENCY, *ORDERS, *SPEND)
# How far beyond today's largest customer a question may go.
HEADROOM = 2
HALF_A_CENT = 0.005


@dataclass(frozen=True)
class Limits:
    """What bounds the inputs of one customer.

    ``maxima``: the largest value of each input among all customers, in its unit. The customer's
    own: ``tenure_days``, ``return_amount`` (currency, last 365 days), and ``older_orders``, those
    before the last 365 days.
    """

    maxima: Mapping[str, float]
    tenure_days: int
    return_amount: float
    older_orders: int = 0

    def of(self, name: str) -> tuple[float, float]:
        """Return the smallest and the largest value that an input may take."""
        if name == RECENCY:
            return 1, self.tenure_days
        smallest = 0 - self.return_amount if name in SPEND else 0
        return smallest, math.ceil(HEADROOM * max(self.maxima[name], 1))


def problems(values: Mapping[str, Any], limits: Limits) -> dict[str, str]:
    """Return input -> what is wrong with it, in words; empty when such a customer can exist."""
    found = {name: text for name in INPUTS if (text := _range_problem(name, values, limits))}
    if found:
        return found
    for shorter, longer in pairwise(WINDOWS):
        found |= _window_problem(values, shorter, longer, limits.return_amount)
    for days in WINDOWS:
        found |= _recency_problem(values, days)
    return found or _first_purchase_problem(values, limits)


def _range_problem(name: str, values: Mapping[str, Any], limits: Limits) -> str | None:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "Enter a number."
    if name not in SPEND and value != int(value):
        return "Enter a whole number."
    smallest, largest = limits.of(name)
    if not smallest <= value <= largest:
        return f"Enter {smallest:,.0f} to {largest:,.0f}."
    return None


def _window_problem(
    values: Mapping[str, Any], shorter: int, longer: int, returned: float
) -> dict[str, str]:
    orders = [values[f"rfm_orders_{days}d"] for days in (shorter, longer)]
    spend = [values[f"rfm_spend_{days}d"] for days in (shorter, longer)]
    if orders[0] > orders[1]:
        text = f"At least {orders[0]:,.0f}: the last {longer} days contain the last {shorter}."
        return {f"rfm_orders_{longer}d": text}
    if spend[0] > spend[1] + returned + HALF_A_CENT:
        text = f"At least {spend[0]:,.2f}: the last {longer} days contain the last {shorter}."
        return {f"rfm_spend_{longer}d": text}
    if orders[0] == orders[1] and spend[1] > spend[0] + returned + HALF_A_CENT:
        text = f"As much as in {shorter} days: no order lies in between."
        return {f"rfm_spend_{longer}d": text}
    return {}


def _recency_problem(values: Mapping[str, Any], days: int) -> dict[str, str]:
    name, orders, spend = (
        f"rfm_orders_{days}d",
        values[f"rfm_orders_{days}d"],
        values[f"rfm_spend_{days}d"],
    )
    recency = values[RECENCY]
    if recency <= days and orders == 0:
        return {name: f"At least 1: the last purchase is {_days_ago(recency)}."}
    if recency > days and orders > 0:
        return {name: f"Must be 0: the last purchase is {_days_ago(recency)}."}
    if orders == 0 and spend > 0:
        return {f"rfm_spend_{days}d": f"Nothing can be spent without an order in {days} days."}
    return {}


def _first_purchase_problem(values: Mapping[str, Any], limits: Limits) -> dict[str, str]:
    """Return what contradicts the day of the first purchase, which nobody can change."""
    recency, longest = values[RECENCY], ORDERS[-1]
    orders = limits.older_orders + values[longest]
    if recency < limits.tenure_days and orders == 1:
        text = f"At least 2: the first purchase is {_days_ago(limits.tenure_days)}, not the last."
        return {longest: text}
    if recency == limits.tenure_days:
        for days in WINDOWS:
            if days >= recency and values[f"rfm_orders_{days}d"] != values[longest]:
                text = f"As many as in 365 days: all purchases are {_days_ago(recency)}."
                return {f"rfm_orders_{days}d": text}
    return {}


def _days_ago(days: float) -> str:
    return "1 day ago" if days == 1 else f"{days:,.0f} days ago"


def changed(values: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the labels of the inputs that differ from the customer's own values."""
    return [
        label(name) for name in INPUTS if abs(float(values[name]) - float(now[name])) > HALF_A_CENT
    ]
