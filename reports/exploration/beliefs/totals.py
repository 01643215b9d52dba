"""Beliefs about the sums: who makes them, and on which days."""

import numpy as np
import pandas as pd

from data.formatting import counted, money
from reports.exploration.beliefs.belief import Belief
from reports.exploration.beliefs.effect import Effect, mean, resampled
from reports.exploration.newest import SPACED
from reports.exploration.numbers import change, share

FEWEST_WEEKS = 8
PART, WHOLE = 0.2, 0.8

PARETO = f"""
with {SPACED}

select
    cutoff_date,
    rfm_spend_365d::double as spent
from spaced
where rfm_spend_365d > 0
"""

# Whole weeks only, Monday to Sunday; a day without a sale counts as 0.
WEEKENDS = """
with ends as (
    select
        min(sale_date) as first_date,
        max(sale_date) as last_date
    from marts.daily_sales
),

weeks as (
    select
        date_trunc('week', sale_date)::date as week_start,
        (sum(spend) filter (where isodow(sale_date) >= 6))::double / 2 as weekend_day,
        (sum(spend) filter (where isodow(sale_date) < 6))::double / 5 as working_day
    from marts.daily_sales
    group by week_start
)

select
    week_start,
    coalesce(weekend_day, 0) as weekend_day,
    working_day
from weeks, ends
where
    week_start >= first_date
    and week_start + 6 <= last_date
    and working_day > 0
order by week_start
"""


def _best_fifth(rows: pd.DataFrame) -> Effect | None:
    return resampled(_share_of_top, [rows["spent"].to_numpy()], limit=WHOLE)


def _share_of_top(spent: np.ndarray) -> float:
    many = max(1, round(PART * len(spent)))
    whole = spent.sum()
    return np.partition(spent, -many)[-many:].sum() / whole if whole > 0 else np.nan


def _how_many(rows: pd.DataFrame) -> str:
    shares = rows["spent"].sort_values(ascending=False).cumsum() / rows["spent"].sum()
    customers = int((shares < WHOLE).sum()) + 1
    return (
        f"It takes {counted(customers, 'customer')}, {share(customers / len(rows))} of those "
        f"with spend, to make {WHOLE:.0%} of it."
    ).replace("0% of", "0 % of")


def _weekends(rows: pd.DataFrame) -> Effect | None:
    return mean((rows["weekend_day"] / rows["working_day"] - 1).to_numpy(), FEWEST_WEEKS)


def _both_days(rows: pd.DataFrame) -> str:
    return (
        f"A day of the weekend made {money(rows['weekend_day'].mean())} on average, a working day "
        f"{money(rows['working_day'].mean())}."
    )


BELIEFS = (
    Belief(
        name="pareto",
        claim="A fifth of the customers makes four fifths of the spend.",
        reason="The 80/20 rule is quoted for every retailer.",
        test="Share of the fifth with the highest spend in the spend of all, last 365 days (or as "
        "many as there are), customers with spend; bootstrap over customers; supported when above "
        "80 %.",
        sql=PARETO,
        measured=_best_fifth,
        sign=1,
        called="Share of the best fifth",
        written=share,
        contrast=_how_many,
        supported="Few customers decide the totals, so it matters that a model puts the best ones "
        "first: its order of the customers is measured too.",
        unsupported="A forecast that is good for the best fifth only is not good enough: errors "
        "are reported for every segment.",
        untestable="Fewer than 30 customers with spend.",
    ),
    Belief(
        name="weekend",
        claim="A day of the weekend sells more than a working day.",
        reason="People have time on Saturday and Sunday.",
        test="Mean net spend of Saturday and Sunday against that of Monday to Friday, week by week "
        "(t-test over whole weeks); supported when above 0.",
        sql=WEEKENDS,
        measured=_weekends,
        sign=1,
        called="A day of the weekend against a working day",
        written=change,
        contrast=_both_days,
        supported="30 days hold eight to ten days of a weekend, as the window falls. The weekend's "
        "share of a customer's orders is a feature.",
        unsupported="How many weekends a window holds needs no care. The weekend's share of a "
        "customer's orders is a feature all the same.",
        untestable=f"Fewer than {FEWEST_WEEKS} whole weeks with sales.",
        unit="week",
    ),
)
