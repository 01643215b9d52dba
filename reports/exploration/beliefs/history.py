"""Beliefs about how long ago and how often."""

import numpy as np
import pandas as pd

from reports.exploration.beliefs import words
from reports.exploration.beliefs.belief import Belief
from reports.exploration.beliefs.effect import Effect, rank_correlation, resampled
from reports.exploration.newest import SPACED
from reports.exploration.numbers import signed

RECENCY = f"""
with {SPACED}

select
    cutoff_date,
    rfm_recency_days as recency_days,
    future_spend_30d::double as spend
from spaced
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
)  # fmt: skip
