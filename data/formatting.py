"""How figures are written for people."""

import datetime as dt
import math
import os


def currency() -> str:
    """Return the sign or code of the retailer's currency (``CURRENCY``, default ``$``)."""
    return os.environ.get("CURRENCY") or "$"


def money(amount: float | None, decimals: int = 0) -> str:
    """Return an amount with currency and thousands separators; a dash for what is no number."""
    if amount is None or not math.isfinite(amount):
        return "–"
    amount = round(float(amount), decimals)
    sign, gap = ("−" if amount < 0 else ""), (" " if currency().isalpha() else "")
    return f"{sign}{currency()}{gap}{abs(amount):,.{decimals}f}"


def number(value: float | None, decimals: int = 2) -> str:
    """Return a number with separators; zero has no sign; a dash for what is no number."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:z,.{decimals}f}".replace("-", "−")


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share (0 to 1) in percent; zero has no sign; a dash for what is no number."""
    return (
        "–" if share is None or not math.isfinite(share) else f"{number(100 * share, decimals)} %"
    )


def day(date: dt.date | None) -> str:
    """Return a date with its weekday, such as ``Mon 1 Jan 2018``; a dash for NULL."""
    return "–" if date is None else f"{date:%a} {date.day} {date:%b %Y}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``1 sale`` or ``1,200 sales``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
