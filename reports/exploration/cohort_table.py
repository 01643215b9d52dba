"""Customers by the month of their first purchase, and which of them bought how long after it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

MOST_COHORTS = 24

# Months that are over: in a month that has just begun, few have come back yet.
COHORTS = f"""
with ends as (
    select max(cutoff_date) as as_of_date
    from marts.customer_features
),

months as (
    select distinct
        customer_id,
        date_trunc('month', sale_date)::date as month
    from marts.customer_daily_spend, ends
    where
        orders > 0
        and date_trunc('month', sale_date) + interval 1 month <= as_of_date
),

firsts as (
    select
        customer_id,
        min(month) as first_month
    from months
    group by customer_id
),

newest as (
    select distinct first_month
    from firsts
    order by first_month desc
    limit {MOST_COHORTS}
),

sizes as (
    select
        first_month,
        count(*) as customers
    from firsts
    semi join newest using (first_month)
    group by first_month
)

select
    sizes.first_month,
    sizes.customers,
    datediff('month', sizes.first_month, months.month) as months_since,
    count(*) as active,
    any_value(date_trunc('month', ends.as_of_date) - interval 1 month)::date as last_month,
    any_value((select min(first_month) from firsts)) as earliest_month
from months
cross join ends
inner join firsts using (customer_id)
inner join sizes on firsts.first_month = sizes.first_month
group by sizes.first_month, sizes.customers, months_since
order by sizes.first_month, months_since
"""


@dataclass(frozen=True)
class Cohorts:
    """Customers by the month of their first purchase.

    Args:
        sizes: how many began in each month, the oldest first.
        active: how many of those who began in a month bought so many months after it.
        last_month: the last one that is over.
        earliest_month: that of the first purchase of all.
    """

    sizes: dict[dt.date, int]
    active: dict[tuple[dt.date, int], int]
    last_month: dt.date
    earliest_month: dt.date

    @classmethod
    def of(cls, rows: list[dict[str, Any]]) -> "Cohorts":
        """Take the rows of `COHORTS`, of which there must be one."""
        return cls(
            {row["first_month"]: row["customers"] for row in rows},
            {(row["first_month"], row["months_since"]): row["active"] for row in rows},
            rows[0]["last_month"],
            rows[0]["earliest_month"],
        )

    def since(self, month: dt.date) -> int:
        """Return how many months after a month are over."""
        return 12 * (self.last_month.year - month.year) + self.last_month.month - month.month

    def share(self, month: dt.date, after: int) -> float | None:
        """Return the share that bought so many months after their first; None: not over yet."""
        is_over = after <= self.since(month)
        return self.active.get((month, after), 0) / self.sizes[month] if is_over else None

    def next_month_share(self) -> float | None:
        """Return the share that bought in the month after their first, of all whose it is over."""
        of = [month for month in self.sizes if self.since(month) > 0]
        customers = sum(self.sizes[month] for month in of)
        return sum(self.active.get((m, 1), 0) for m in of) / customers if customers else None

    def first_share(self) -> float:
        """Return the share of the customers that were there when the data begin."""
        return self.sizes.get(self.earliest_month, 0) / sum(self.sizes.values())
