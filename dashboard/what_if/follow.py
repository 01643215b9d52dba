"""What the other fields of the what-if form become when one of them is changed.

A purchase in the last 30 days is one in the last 90 as well; average x orders is the spend; a last
purchase long ago empties the windows since. So one change never makes an impossible customer where
a possible one is near; what still contradicts is said at the field (`dashboard.what_if.rules`).
"""

from collections.abc import Mapping

from dashboard.what_if.rules import (
    AVERAGE,
    ORDERS,
    RECENCY,
    SAME,
    SPEND,
    WINDOWS,
    Limits,
    last_share,
    problems,
)


def follow(
    valid: Mapping[str, float], field: str, value: float, limits: Limits
) -> dict[str, float]:
    """Return the values of the form with one field changed, and what follows in place.

    Args:
        valid: values of a customer who can exist.
        field: the input that was changed.
        value: what it became, within its limits.
        limits: of the customer.
    """
    if abs(value - valid[field]) <= SAME[field]:
        return dict(valid)
    values = {**valid, field: value}
    if field in ORDERS:
        _orders(values, valid, field, limits)
    elif field in SPEND:
        _spend(values, valid, field)
    elif field == AVERAGE:
        _average(values, valid, limits)
    elif field == RECENCY:
        _recency(values, valid)
    for name in SPEND:
        values[name] = round(values[name], 2)
    if field != AVERAGE:
        values[AVERAGE] = average_order(values, limits)
    return values | last_share(values, limits)


def average_order(values: Mapping[str, float], limits: Limits) -> float:
    """Return what an order of the last 365 days brought before returns, in currency."""
    orders = values[ORDERS[-1]]
    return round((values[SPEND[-1]] + limits.return_amount) / orders, 2) if orders else 0.0


def edited(
    before: Mapping[str, float], given: Mapping[str, float], limits: Limits
) -> tuple[str | None, dict[str, float]]:
    """Return which one field was changed, and all values with what follows from it.

    Where several fields were changed (by a link, or to mend an impossible customer), they stay as
    they are, and only the average and the last share follow.
    """
    last = limits.channels[-1:]
    different = [
        name
        for name in limits.inputs
        if name not in last and abs(given[name] - before[name]) > SAME[name]
    ]
    if not different:
        return None, dict(before)
    values = {**given, **last_share(given, limits)}
    if any(_out_of_range(given, name, limits) for name in different):
        return None, values
    if len(different) == 1:
        return different[0], follow(before, different[0], given[different[0]], limits)
    return None, {**values, AVERAGE: average_order(values, limits)}


def _out_of_range(given: Mapping[str, float], name: str, limits: Limits) -> bool:
    smallest, largest = limits.of(name)
    is_whole = name not in (RECENCY, *ORDERS) or given[name] == int(given[name])
    return not (smallest <= given[name] <= largest and is_whole)


def _orders(
    values: dict[str, float], valid: Mapping[str, float], field: str, limits: Limits
) -> None:
    """Add the change to all windows that contain it, and its spend at their average order."""
    place = ORDERS.index(field)
    change = values[field] - valid[field]
    newer = (valid[ORDERS[place - 1]], valid[SPEND[place - 1]]) if place else (0, 0)
    orders, spend = valid[field] - newer[0], valid[SPEND[place]] - newer[1]
    price = spend / orders if orders > 0 else valid[AVERAGE]
    for days, order, money in zip(WINDOWS, ORDERS, SPEND, strict=True):
        # All windows that reach back to the first purchase are one and the same.
        if days >= WINDOWS[place] or days >= limits.tenure_days:
            values[order] = valid[order] + change
            values[money] = valid[money] + change * price


def _spend(values: dict[str, float], valid: Mapping[str, float], field: str) -> None:
    """Add the change to all windows that contain it, or that have the same orders."""
    place = SPEND.index(field)
    change = values[field] - valid[field]
    for other, (order, money) in enumerate(zip(ORDERS, SPEND, strict=True)):
        if other > place or (other < place and valid[order] == valid[ORDERS[place]]):
            values[money] = valid[money] + change


def _average(values: dict[str, float], valid: Mapping[str, float], limits: Limits) -> None:
    """Let every order bring as much more or less as the average does."""
    if not valid[ORDERS[-1]]:
        return
    before = average_order(valid, limits)
    ratio = values[AVERAGE] / before if before else 1.0
    whole = values[AVERAGE] * valid[ORDERS[-1]] - limits.return_amount
    for order, money in zip(ORDERS, SPEND, strict=True):
        is_whole = valid[order] == valid[ORDERS[-1]]
        values[money] = whole if is_whole else valid[money] * ratio


def _recency(values: dict[str, float], valid: Mapping[str, float]) -> None:
    """Empty the windows since the last purchase, or put that purchase into those it reaches."""
    recency = values[RECENCY]
    emptied = [place for place, days in enumerate(WINDOWS) if days < recency]
    for place in emptied:
        values[ORDERS[place]], values[SPEND[place]] = 0, min(valid[SPEND[place]], 0)
    reached = [place for place in range(len(WINDOWS)) if place not in emptied]
    if not reached:
        return
    lost = valid[ORDERS[emptied[-1]]] if emptied else 0
    if lost:
        # The last of the purchases is now the one of that day.
        spend = valid[SPEND[emptied[-1]]]
        for place in reached:
            values[ORDERS[place]] = valid[ORDERS[place]] - lost + 1
            values[SPEND[place]] = valid[SPEND[place]] - spend + spend / lost
    elif not valid[ORDERS[reached[0]]]:
        for place in reached:
            values[ORDERS[place]] = valid[ORDERS[place]] + 1
            values[SPEND[place]] = valid[SPEND[place]] + valid[AVERAGE]


def from_link(
    given: Mapping[str, float], now: Mapping[str, float], limits: Limits
) -> tuple[dict[str, float], bool]:
    """Return the values of a shared link, or today's with False where no customer can have them.

    A link with one figure that cannot be alone is one that somebody wrote: the others follow.
    """
    values = {**now, **given} | last_share({**now, **given}, limits)
    if given.keys() <= set(limits.inputs) and not any(
        _out_of_range(values, name, limits) for name in given
    ):
        alone = [follow(now, *one, limits) for one in given.items()] if len(given) == 1 else []
        for possible in ({**values, AVERAGE: average_order(values, limits)}, *alone):
            if not problems(possible, limits):
                return possible, True
    return dict(now), False
