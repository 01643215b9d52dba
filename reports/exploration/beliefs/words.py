"""How effects, and the groups behind them, are written."""

from collections.abc import Callable

import pandas as pd

from data.formatting import counted, money
from reports.exploration.beliefs.effect import FEWEST
from reports.exploration.numbers import signed


def points(value: float) -> str:
    """Return a difference of shares in percentage points."""
    return f"{signed(100 * value, 1)} points"


def ends(column: str, low: str, high: str) -> Callable[[pd.DataFrame], str]:
    """Return what the lowest and the highest quarter by a column spent, as a sentence.

    Args:
        column: of the rows.
        low: who the customers with its low values are.
        high: who those with its high values are.
    """

    def said(rows: pd.DataFrame) -> str:
        lower, upper = rows[column].quantile(0.25), rows[column].quantile(0.75)
        if len(rows) < FEWEST or lower >= upper:
            return ""
        few, many = rows[rows[column] <= lower], rows[rows[column] >= upper]
        return f"{group(low, few)}; {group(high, many)}."

    return said


def group(name: str, rows: pd.DataFrame) -> str:
    """Return what a group of customers spent on average in the 30 days."""
    return f"{name} ({counted(len(rows), 'customer')}) spent {money(rows['spend'].mean(), 2)}"
