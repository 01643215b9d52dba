"""What might happen with one customer: purchases added or left out, nothing until a day.

A scenario lives in the address of its page; it is made of nothing but what is written there.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

CHANNELS = ("in_store", "web", "mobile", "other")
MOST_ADDED, MOST_LEFT_OUT = 60, 200
LONGEST_DAYS = 120
LARGEST_AMOUNT = Decimal(1_000_000)
CENT = Decimal("0.01")


class NotPossible(ValueError):
    """A purchase or a day cannot be; ``field`` is where to say so, the message what to enter."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Purchase:
    """A purchase that is added; a negative amount is a return."""

    day: dt.date
    amount: Decimal
    store_id: str | None
    channel: str
    category: str
    is_promoted: bool


@dataclass(frozen=True)
class Scenario:
    """What is added to a customer's sales, what is left out, and the day from which to predict.

    ``until`` is a cutoff: nothing but what is added happens from the scoring cutoff to it.
    """

    until: dt.date
    added: tuple[Purchase, ...] = ()
    left_out: tuple[str, ...] = ()

    def with_purchase(self, purchase: Purchase) -> "Scenario":
        """Return the scenario with one more purchase.

        Raises:
            NotPossible: there are too many already.
        """
        if len(self.added) >= MOST_ADDED:
            raise NotPossible("amount", f"At most {MOST_ADDED} purchases can be added.")
        return replace(self, added=(*self.added, purchase))

    def without_purchase(self, place: int) -> "Scenario":
        """Return the scenario without one of the purchases that were added."""
        return replace(self, added=self.added[:place] + self.added[place + 1 :])

    def leaving_out(self, transaction_id: str) -> "Scenario":
        """Return the scenario without a sale that took place, or with it again."""
        if transaction_id in self.left_out:
            kept = tuple(one for one in self.left_out if one != transaction_id)
            return replace(self, left_out=kept)
        return replace(self, left_out=(*self.left_out, transaction_id)[:MOST_LEFT_OUT])

    def query(self, cutoff: dt.date) -> dict[str, str]:
        """Return the parts of the address; empty when nothing differs from what is known."""
        added = [
            [p.day.isoformat(), f"{p.amount}", p.store_id, p.channel, p.category, p.is_promoted]
            for p in self.added
        ]
        parts = {
            "until": self.until.isoformat() if self.until != cutoff else "",
            "add": json.dumps(added, separators=(",", ":")) if added else "",
            "leave": json.dumps(self.left_out, separators=(",", ":")) if self.left_out else "",
        }
        return {name: text for name, text in parts.items() if text}


def read_scenario(query: Mapping[str, Any], cutoff: dt.date) -> Scenario:
    """Return the scenario in an address.

    Args:
        query: the parts of the address, as anybody may have written them.
        cutoff: the scoring cutoff.

    Raises:
        NotPossible: the address was not written by this page.
    """
    until = read_until(query.get("until") or cutoff.isoformat(), cutoff)
    try:
        added = json.loads(query.get("add") or "[]")
        left_out = json.loads(query.get("leave") or "[]")
        purchases = [
            read_purchase(
                dict(zip(("day", "amount", "store", "channel", "category"), one[:5], strict=True))
                | {"is_promoted": one[5] is True},
                until,
            )
            for one in added
        ]
        if len(added) > MOST_ADDED or len(left_out) > MOST_LEFT_OUT:
            raise ValueError
        if not isinstance(left_out, list) or not all(isinstance(one, str) for one in left_out):
            raise TypeError
        # Half characters, which no database takes.
        json.dumps([added, left_out], ensure_ascii=False).encode()
    except NotPossible:
        raise
    except (ValueError, TypeError, IndexError, KeyError, RecursionError) as error:
        raise NotPossible("address", "The address holds a scenario that cannot be read.") from error
    return Scenario(until, tuple(purchases), tuple(left_out))


def read_until(text: Any, cutoff: dt.date) -> dt.date:
    """Return the day from which to predict: the scoring cutoff, or up to `LONGEST_DAYS` later.

    Raises:
        NotPossible: it is no such day.
    """
    latest = cutoff + dt.timedelta(days=LONGEST_DAYS)
    found = _date(text)
    if found is None or not cutoff <= found <= latest:
        raise NotPossible("until", f"Choose a day from {cutoff:%d %b %Y} to {latest:%d %b %Y}.")
    return found


def read_purchase(given: Mapping[str, Any], until: dt.date) -> Purchase:
    """Return a purchase from what was entered: day, amount, store, channel, category, is_promoted.

    Raises:
        NotPossible: one of them cannot be.
    """
    bought_on = _date(given.get("day"))
    if bought_on is None or bought_on.year < 1970:  # noqa: PLR2004
        raise NotPossible("day", "Choose a day.")
    if bought_on >= until:
        raise NotPossible(
            "day",
            f"Choose a day before {until:%d %b %Y}, from which is predicted, or predict later.",
        )
    channel, category = given.get("channel"), given.get("category")
    if channel not in CHANNELS:
        raise NotPossible("channel", "Choose a channel.")
    if not isinstance(category, str) or not category:
        raise NotPossible("category", "Choose a category.")
    store_id = given.get("store")
    return Purchase(
        day=bought_on,
        amount=_amount(given.get("amount")),
        store_id=store_id if isinstance(store_id, str) and store_id else None,
        channel=channel,
        category=category,
        is_promoted=given.get("is_promoted") is True,
    )


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value)).quantize(CENT) if not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not 0 < abs(amount) <= LARGEST_AMOUNT:
        raise NotPossible(
            "amount", f"Enter an amount up to {LARGEST_AMOUNT:,}; below 0 for a return."
        )
    return amount


def _date(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
