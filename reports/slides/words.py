"""Words for slides: short, and true of whatever was found."""

from collections.abc import Sequence

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_short(text: str, longest: int) -> str:
    """Return a text, cut with dots where it is longer than its place."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def listed(names: Sequence[str]) -> str:
    """Return names as people list them: ``a, b and c``."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def spelled(count: int) -> str:
    """Return a number as a word where it is small."""
    return COUNTS[count] if count < len(COUNTS) else f"{count:,}"
