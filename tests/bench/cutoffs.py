"""The cutoffs and categories of the bench, for those who do not have the warehouse to ask."""

from datetime import date, timedelta
from pathlib import Path

from data.synthetic_process import AS_OF

CATEGORIES = ["Meat", "Toys", "Dairy", "Books", "Garden", "Cheese", "Fish", "Pets"]


def cutoffs(count: int) -> list[date]:
    """Return the scoring cutoff and ``count`` labelled ones, as `int_cutoffs` has them."""
    labelled = [AS_OF - timedelta(days=30 + 7 * step) for step in range(count)]
    return [AS_OF, *labelled]


def arguments(argv: list[str]) -> tuple[Path, list[date], list[str]]:
    """Return the raw folder, the cutoffs and the categories of a command line."""
    return Path(argv[1]), cutoffs(int(argv[2])), CATEGORIES
