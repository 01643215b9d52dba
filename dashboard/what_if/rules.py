"""The inputs of the what-if form, and which values describe a customer who can exist."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

RECENCY = "rfm_recency_days"
WINDOWS = (30, 90, 365)
ORDERS = tuple(f"rfm_orders_{days}d" for days in WINDOWS)
SPEND = tuple(f"rfm_spend_{days}d" for days in WINDOWS)
AVERAGE = "rfm_average_order_value_365d"
PROMOTION = "promo_spend_share_365d"
CHANNELS = tuple(
    f"channel_order_share_{name}_365d" for name in ("in_store", "web", "mobile", "other")
)
MONEY = (*SPEND, AVERAGE)
# Shares are percentages in the form.
SHARES = (PROMOTION, *CHANNELS)
ALL_INPUTS = (RECENCY, *ORDERS, *SPEND, AVERAGE, *SHARES)
WHOLE = 100.0
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{0,6})?")
# How far beyond today's largest customer a question may go.
HEADROOM = 2
HALF_A_CENT = 0.005
# Two values of the form that differ by less are the same.
SAME = {**dict.fromkeys(ALL_INPUTS, HALF_A_CENT), **dict.fromkeys(SHARES, 0.05)}


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

    @property
    def channels(self) -> tuple[str, ...]:
        """The shares of the channels that anybody uses; the last follows from the others."""
        used = tuple(name for name in CHANNELS if (self.maxima.get(name) or 0) > 0)
        return used if len(used) > 1 else ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs that this retailer's data have."""
        promotion = (PROMOTION,) if (self.maxima.get(PROMOTION) or 0) > 0 else ()
        return (RECENCY, *ORDERS, *SPEND, AVERAGE, *promotion, *self.channels)

    def of(self, name: str) -> tuple[float, float]:
        """Return the smallest and the largest value that an input may take."""
        if name == RECENCY:
            return 1, self.tenure_days
        if name in SHARES:
            return 0, WHOLE
        smallest = 0 - self.return_amount if name in SPEND else 0
        return smallest, math.ceil(HEADROOM * max(self.maxima.get(name) or 0, 1))


def form_values(features: Mapping[str, Any], limits: Limits) -> dict[str, float]:
    """Return the values of the form for a customer as she is; 0 where the mart has NULL."""
    values = {name: float(features[name] or 0) for name in limits.inputs}
    for name in values.keys() & {AVERAGE, *SHARES}:
        values[name] = round(values[name], 2) if name == AVERAGE else round(100 * values[name], 1)
    return values | last_share(values, limits)


def last_share(values: Mapping[str, float], limits: Limits) -> dict[str, float]:
    """Return the share that the others leave to the last channel, in percent."""
    if not limits.channels:
        return {}
    *others, last = limits.channels
    return {last: round(WHOLE - sum(values[name] for name in others), 1)}


def is_number(value: Any) -> bool:
    """Say whether a value that the page sent is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def as_number(value: Any) -> Any:
    """Return text such as ``25.50``, as a field sends what is being typed, as a number."""
    is_text = isinstance(value, str) and PLAIN_NUMBER.fullmatch(value)
    return float(value) if is_text else value


def problems(values: Mapping[str, Any], limits: Limits) -> dict[str, str]:
    """Return input -> what is wrong with it, in words; empty when such a customer can exist.

    Args:
        values: of the form (see `form_values`); anything that a page can send.
        limits: of the customer.
    """
    found = {name: text for name in limits.inputs if (text := _range_problem(name, values, limits))}
    if found:
        return found
    for shorter, longer in pairwise(WINDOWS):
        found |= _window_problem(values, shorter, longer, limits)
    for days in WINDOWS:
        found |= _recency_problem(values, days)
    return found or _first_purchase_problem(values, limits) or _average_problem(values, limits)


def _range_problem(name: str, values: Mapping[str, Any], limits: Limits) -> str | None:
    value = values.get(name)
    if limits.channels and name == limits.channels[-1]:
        return _share_problem(value)
    if not is_number(value):
        return "Enter a number."
    if name in (RECENCY, *ORDERS) and value != int(value):
        return "Enter a whole number."
    smallest, largest = limits.of(name)
    if not smallest <= value <= largest:
        unit = " %" if name in SHARES else ""
        return f"Enter {smallest:,.0f} to {largest:,.0f}{unit}."
    return None


def _share_problem(left: Any) -> str | None:
    """Return what is wrong with the last channel, to which the others leave a share."""
    if is_number(left) and left >= 0:
        return None
    return "Nothing is left: the others add up to more than 100 %."


def _window_problem(
    values: Mapping[str, Any], shorter: int, longer: int, limits: Limits
) -> dict[str, str]:
    orders = [values[f"rfm_orders_{days}d"] for days in (shorter, longer)]
    spend = [values[f"rfm_spend_{days}d"] for days in (shorter, longer)]
    returned = limits.return_amount
    if orders[0] > orders[1]:
        text = f"At least {orders[0]:,.0f}: the last {longer} days contain the last {shorter}."
        return {f"rfm_orders_{longer}d": text}
    if limits.tenure_days <= shorter and orders[0] != orders[1]:
        text = f"As many as in {shorter} days: the first purchase is {_ago(limits.tenure_days)}."
        return {f"rfm_orders_{longer}d": text}
    if spend[0] > spend[1] + returned + HALF_A_CENT:
        text = f"At least {spend[0]:,.2f}: the last {longer} days contain the last {shorter}."
        return {f"rfm_spend_{longer}d": text}
    if orders[0] == orders[1] and spend[1] > spend[0] + returned + HALF_A_CENT:
        text = f"As much as in {shorter} days: no order lies in between."
        return {f"rfm_spend_{longer}d": text}
    return {}


def _recency_problem(values: Mapping[str, Any], days: int) -> dict[str, str]:
    name, recency = f"rfm_orders_{days}d", values[RECENCY]
    orders, spend = values[name], values[f"rfm_spend_{days}d"]
    if recency <= days and orders == 0:
        return {name: f"At least 1: the last purchase is {_ago(recency)}."}
    if recency > days and orders > 0:
        return {name: f"Must be 0: the last purchase is {_ago(recency)}."}
    if orders == 0 and spend > 0:
        return {f"rfm_spend_{days}d": f"Nothing can be spent without an order in {days} days."}
    return {}


def _first_purchase_problem(values: Mapping[str, Any], limits: Limits) -> dict[str, str]:
    """Return what contradicts the day of the first purchase, which nobody can change."""
    recency, tenure = values[RECENCY], limits.tenure_days
    first = f"the first purchase is {_ago(tenure)}"
    if recency < tenure and limits.older_orders + values[ORDERS[-1]] == 1:
        return {ORDERS[-1]: f"At least 2: {first}, not the last."}
    for shorter, longer in pairwise((0, *WINDOWS)):
        newer = values[f"rfm_orders_{shorter}d"] if shorter else 0
        if shorter < tenure <= longer and values[f"rfm_orders_{longer}d"] <= newer:
            text = f"At least {newer + 1:,.0f}: {first}, before the last {shorter} days."
            return {f"rfm_orders_{longer}d": text}
    return {}


def _average_problem(values: Mapping[str, Any], limits: Limits) -> dict[str, str]:
    """Return what is wrong where average x orders is not the spend before returns.

    To the cent of the average: that of what is written in the form.
    """
    average, orders, spend = (values[name] for name in (AVERAGE, ORDERS[-1], SPEND[-1]))
    if not orders:
        return {AVERAGE: "Must be 0: there is no order in 365 days."} if average else {}
    bought = spend + limits.return_amount
    if abs(average * orders - bought) > HALF_A_CENT * orders + 2 * HALF_A_CENT:
        return {AVERAGE: f"{orders:,.0f} orders and this net spend make {bought / orders:,.2f}."}
    return {}


def _ago(days: float) -> str:
    return "1 day ago" if days == 1 else f"{days:,.0f} days ago"


def changed(values: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """Return the names of the inputs that differ from the customer's own values."""
    return [name for name in now if abs(values[name] - now[name]) > SAME[name]]
