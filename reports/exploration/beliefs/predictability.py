"""Beliefs about whose spend can be foreseen."""

import pandas as pd

from reports.exploration.beliefs import words
from reports.exploration.beliefs.belief import Belief
from reports.exploration.beliefs.effect import Effect, mean_difference, rank_correlation
from reports.exploration.newest import SPACED
from reports.exploration.numbers import share, signed

NEW_DAYS = 90

# The error lies between 0 (right) and 1 (all or nothing), so heavy and light buyers compare.
REGULARITY = f"""
with {SPACED}

select
    cutoff_date,
    rfm_gap_days_std / rfm_gap_days_mean as irregularity,
    rfm_orders_365d as orders,
    abs(rfm_spend_90d / 3 - future_spend_30d)::double
    / (rfm_spend_90d / 3 + future_spend_30d)::double as error,
    future_spend_30d::double as spend
from spaced
where
    rfm_orders_365d >= 5
    and rfm_gap_days_mean > 0
    and rfm_gap_days_std is not null
    and rfm_spend_90d >= 0
    and future_spend_30d >= 0
    and rfm_spend_90d + future_spend_30d > 0
"""

TENURE = f"""
with {SPACED}

select
    cutoff_date,
    rfm_tenure_days < {NEW_DAYS} as is_new,
    abs(rfm_spend_rate_365d - future_spend_30d)::double
    / (rfm_spend_rate_365d + future_spend_30d)::double as error,
    future_spend_30d::double as spend
from spaced
where
    rfm_spend_rate_365d >= 0
    and future_spend_30d >= 0
    and rfm_spend_rate_365d + future_spend_30d > 0
"""


def _regularity(rows: pd.DataFrame) -> Effect | None:
    return rank_correlation(rows["irregularity"], rows["error"], 1, given=rows["orders"])


def _halves(rows: pd.DataFrame) -> str:
    middle = rows["irregularity"].median()
    regular, other = rows[rows["irregularity"] <= middle], rows[rows["irregularity"] > middle]
    if regular.empty or other.empty:
        return ""
    return (
        f"Mean relative error {share(regular['error'].mean())} in the more regular half, "
        f"{share(other['error'].mean())} in the other."
    )


def _newcomers(rows: pd.DataFrame) -> Effect | None:
    is_new = rows["is_new"].astype(bool)
    return mean_difference(
        rows.loc[is_new, "error"].to_numpy(), rows.loc[~is_new, "error"].to_numpy()
    )


def _groups(rows: pd.DataFrame) -> str:
    is_new = rows["is_new"].astype(bool)
    new, old = rows.loc[is_new, "error"], rows.loc[~is_new, "error"]
    return (
        f"{share(new.mean())} for {len(new):,} new customers, {share(old.mean())} for "
        f"{len(old):,} others."
    )


BELIEFS = (
    Belief(
        name="regularity",
        claim="Regular buyers are easier to foresee than others with as many orders.",
        reason="Who comes every week comes next week too.",
        test="Partial rank correlation, at the same number of orders, of the irregularity of the "
        "gaps between purchases (standard deviation over mean) with the relative error of the rule "
        "“a third of the last 90 days” (0: right, 1: all or nothing); customers with 5 or more "
        "orders in a year; supported when above 0.1.",
        sql=REGULARITY,
        measured=_regularity,
        sign=1,
        called="Partial rank correlation",
        written=signed,
        contrast=_halves,
        supported="Mean and deviation of the gaps are features, and the width of an interval may "
        "depend on them.",
        unsupported="Regular gaps alone are no reason for a narrower interval. Mean and deviation "
        "of the gaps are features; intervals learn their width from all of them.",
        untestable="Fewer than 30 customers with 5 orders in a year, or all as regular.",
    ),
    Belief(
        name="new_customers",
        claim=f"Customers of less than {NEW_DAYS} days are harder to foresee.",
        reason="There is little to go by, and many of them were only trying.",
        test="Mean relative error (0: right, 1: all or nothing) of the rate of spend so far, new "
        "customers less others (Welch's t-test); supported when above 0.",
        sql=TENURE,
        measured=_newcomers,
        sign=1,
        called="Difference of the mean relative errors",
        written=words.points,
        contrast=_groups,
        supported="Days since the first purchase are a feature, rates divide by the days that a "
        "customer was there, and forecasts with little history are marked.",
        unsupported="New customers get no rule of their own; forecasts with little history are "
        "marked all the same.",
        untestable=f"Fewer than 30 customers with spend came in the {NEW_DAYS} days before the "
        "cutoff (or fewer than 30 others), so nothing can be said about new ones.",
    ),
)
