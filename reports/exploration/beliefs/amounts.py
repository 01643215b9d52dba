"""Beliefs about how much was spent, and for how long it counts."""

import numpy as np
import pandas as pd

from data.formatting import money
from reports.exploration.beliefs.belief import Belief
from reports.exploration.beliefs.effect import Effect, resampled
from reports.exploration.newest import SPACED
from reports.exploration.numbers import change

GUESSES = f"""
with {SPACED}

select
    cutoff_date,
    abs(rfm_spend_90d - 3 * future_spend_30d)::double / 3 as error_90,
    abs(rfm_spend_30d - future_spend_30d)::double as error_30
from spaced
where rfm_tenure_days >= 90
"""

HEAVY = f"""
with {SPACED}

select
    cutoff_date,
    rfm_spend_30d::double as before,
    future_spend_30d::double as spend,
    ntile(10) over (partition by cutoff_date order by rfm_spend_30d desc, customer_id) = 1
        as is_top
from spaced
"""


def _closeness(rows: pd.DataFrame) -> Effect | None:
    columns = [rows["error_90"].to_numpy(), rows["error_30"].to_numpy()]
    return resampled(_relative, columns)


def _relative(one: np.ndarray, other: np.ndarray) -> float:
    whole = other.sum()
    return one.sum() / whole - 1 if whole else np.nan


def _errors(rows: pd.DataFrame) -> str:
    return (
        f"Mean absolute error {money(rows['error_90'].mean(), 2)} against "
        f"{money(rows['error_30'].mean(), 2)}."
    )


def _fall(rows: pd.DataFrame) -> Effect | None:
    columns = [rows[column].to_numpy(dtype=float) for column in ("before", "spend", "is_top")]
    return resampled(_against_all, columns)


def _against_all(before: np.ndarray, after: np.ndarray, is_top: np.ndarray) -> float:
    sums = [(is_top * before).sum(), (is_top * after).sum(), before.sum(), after.sum()]
    return np.nan if min(sums) <= 0 else (sums[1] / sums[0]) / (sums[3] / sums[2]) - 1


def _top(rows: pd.DataFrame) -> str:
    top = rows[rows["is_top"].astype(bool)]
    return (
        f"That tenth spent {money(top['before'].mean(), 2)} a customer in the 30 days before and "
        f"{money(top['spend'].mean(), 2)} in the 30 days after; all customers together "
        f"{money(rows['before'].mean(), 2)} and {money(rows['spend'].mean(), 2)}."
    )


BELIEFS = (
    Belief(
        name="last_90_days",
        claim="A third of the last 90 days is a better guess than the last 30 days.",
        reason="A longer window averages out chance, and 90 days are short enough to be recent.",
        test="Mean absolute error of one rule against the other, customers of 90 days or more; "
        "bootstrap over customers; supported when it is smaller.",
        sql=GUESSES,
        measured=_closeness,
        sign=-1,
        called="Mean absolute error of the rule of 90 days against that of 30 days",
        written=change,
        contrast=_errors,
        supported="The rule of 90 days is the bar that a model has to clear, and spend has windows "
        "of 7 to 365 days as features.",
        unsupported="Neither rule is clearly the bar for a model: both stand beside it.",
        untestable="Fewer than 30 customers have a history of 90 days, or nobody spent anything.",
    ),
    Belief(
        name="regression",
        claim="The tenth that spent most falls back towards the others.",
        reason="Whoever is on top of one month was also lucky; in the next the luck is gone.",
        test="Spend of the 30 days after over that of the 30 days before, in the tenth with the "
        "highest spend before, against the same of all customers (so that a season plays no "
        "part); bootstrap over customers; supported when below 0.",
        sql=HEAVY,
        measured=_fall,
        sign=-1,
        called="Change of that tenth against all customers",
        written=change,
        contrast=_top,
        supported="One month is not taken at its word: spend of longer windows and medians of "
        "weeks stand beside it.",
        unsupported="The last month of the best customers may be taken at its word; longer windows "
        "are features all the same.",
        untestable="Fewer than 30 customers, or no spend before or after.",
    ),
)
