"""Beliefs about how long ago, how often and how much."""

import numpy as np
import pandas as pd

from data.formatting import money
from reports.exploration.beliefs import words
from reports.exploration.beliefs.belief import Belief
from reports.exploration.beliefs.effect import Effect, rank_correlation, resampled
from reports.exploration.newest import SPACED
from reports.exploration.numbers import change, signed

RECENCY = f"""
with {SPACED}

select
    cutoff_date,
    rfm_recency_days as recency_days,
    future_spend_30d::double as spend
from spaced
"""

GUESSES = f"""
with {SPACED}

select
    cutoff_date,
    abs(rfm_spend_90d - 3 * future_spend_30d)::double / 3 as error_90,
    abs(rfm_spend_30d - future_spend_30d)::double as error_30
from spaced
where rfm_tenure_days >= 90
"""

FREQUENCY = f"""
with {SPACED}

select
    cutoff_date,
    rfm_orders_365d as orders,
    rfm_average_order_value_365d as order_value,
    future_spend_30d::double as spend
from spaced
where rfm_average_order_value_365d is not null
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


def _frequency(rows: pd.DataFrame) -> Effect | None:
    # Ranks once, not in every draw: exact enough with this many customers, and fast.
    ranks = [rows[column].rank().to_numpy() for column in ("orders", "order_value", "spend")]
    if any(len(rank) == 0 or np.ptp(rank) == 0 for rank in ranks):
        return None
    return resampled(_gain, ranks)


def _gain(orders: np.ndarray, value: np.ndarray, spend: np.ndarray) -> float:
    r = np.corrcoef([orders, value, spend])
    return abs(r[0, 2]) - abs(r[1, 2])


def _both(rows: pd.DataFrame) -> str:
    r = rows[["orders", "order_value", "spend"]].corr(method="spearman")["spend"]
    often, large = signed(r["orders"]), signed(r["order_value"])
    return f"Spend has a rank correlation of {often} with orders, {large} with the average order."


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
        name="recency",
        claim="Who bought lately spends more.",
        reason="Customers who stay away have often left; recency is the first letter of RFM.",
        test="Rank correlation of the days since the last purchase with the spend of the next 30 "
        "days; supported when it is below −0.1.",
        sql=RECENCY,
        measured=lambda rows: rank_correlation(rows["recency_days"], rows["spend"], -1),
        sign=-1,
        called="Rank correlation",
        written=signed,
        contrast=words.ends(
            "recency_days", "The quarter that bought last", "the quarter that stayed away longest"
        ),
        supported="Days since the last purchase are a feature, by themselves and against the "
        "customer's own rhythm.",
        unsupported="No rule is made of a long absence; days since the last purchase are a feature "
        "all the same.",
        untestable="Fewer than 30 customers, or all bought on the same day.",
    ),
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
        unsupported="The rule of 90 days is no bar that a model must be proud to clear; the other "
        "simple rules are beside it.",
        untestable="Fewer than 30 customers have a history of 90 days, or nobody spent anything.",
    ),
    Belief(
        name="frequency",
        claim="How often somebody buys says more than how much an order costs.",
        reason="Habits are stable, the size of a basket varies with every visit.",
        test="Rank correlation of the spend of the next 30 days with the orders of the last 365 "
        "days, less that with their average amount; bootstrap over customers; supported when "
        "above 0.",
        sql=FREQUENCY,
        measured=_frequency,
        sign=1,
        called="Difference of the rank correlations",
        written=signed,
        contrast=_both,
        supported="Orders are counted in as many windows as spend, and have fading sums of their "
        "own.",
        unsupported="Averages of orders belong into the model as much as their number.",
        untestable="Fewer than 30 customers with an order in a year, or all alike.",
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
)  # fmt: skip
