"""Descriptive statistics of customers, at the newest cutoff whose target is known."""

from data.formatting import counted, day, money
from reports.exploration.newest import NEWEST
from reports.page import Section, Table, Words
from reports.warehouse import Warehouse

# Column, what it is called, whether it is money.
MEASURES = (
    ("future_spend_30d", "Net spend, next 30 days", True),
    ("rfm_spend_30d", "Net spend, last 30 days", True),
    ("rfm_spend_365d", "Net spend, last 365 days", True),
    ("rfm_orders_30d", "Orders, last 30 days", False),
    ("rfm_orders_365d", "Orders, last 365 days", False),
    ("rfm_average_order_value_365d", "Average order, last 365 days", True),
    ("basket_lines_per_order_365d", "Lines of an order, last 365 days", False),
    ("rfm_gap_days_mean", "Days between purchases, mean", False),
    ("rfm_recency_days", "Days since the last purchase", False),
    ("rfm_tenure_days", "Days since the first purchase", False),
    ("category_count_365d", "Categories bought, last 365 days", False),
    ("store_count_365d", "Stores visited, last 365 days", False),
)
COLUMNS = ", ".join(f"{column}::double as {column}" for column, *_ in MEASURES)
STATISTICS = ("mean", "std", "p25", "p50", "p75", "p90", "p99", "largest")

DESCRIBED = f"""
with {NEWEST},

narrow as (
    select {COLUMNS}
    from newest
),

stacked as (
    unpivot narrow on * into name measure value number
)

select
    measure,
    count(*) as customers,
    avg(number) as mean,
    stddev(number) as std,
    quantile_cont(number, 0.25) as p25,
    quantile_cont(number, 0.5) as p50,
    quantile_cont(number, 0.75) as p75,
    quantile_cont(number, 0.9) as p90,
    quantile_cont(number, 0.99) as p99,
    max(number) as largest
from stacked
group by measure
"""

HEAD = (
    *("Of a customer", ">Known of", ">Mean", ">Std. dev."),
    *(">Quarter", ">Half", ">Three quarters", ">Nine in ten", ">99 in 100", ">Largest"),
)

CUTOFF = f"with {NEWEST} select max(cutoff_date) as cutoff_date, count(*) as customers from newest"


def described(warehouse: Warehouse) -> Section:
    """Return the section."""
    title = "Customers in figures"
    seen = warehouse.row(CUTOFF)
    if not seen["customers"]:
        return Section("described", title, [Words(NO_TARGET)])
    rows = {row["measure"]: row for row in warehouse.query(DESCRIBED)}
    return Section(
        "described",
        title,
        [
            Table(
HEAD,
                [
                    [name, f"{rows[column]['customers']:,}"]
                    + [_written(rows[column][s], is_money=is_money) for s in STATISTICS]
                    for column, name, is_money in MEASURES
                    if column in rows
                ],
                f"{counted(seen['customers'], 'customer')} as they stood on "
                f"{day(seen['cutoff_date'])}. Quarter: a quarter of the customers have that or "
                "less, and so on. Money in currency, net of returns.",
                DESCRIBED,
            ),
        ],
    )  # fmt: skip


NO_TARGET = "No window of 30 days is over yet, so there is no target to look at."


def _written(number: float | None, *, is_money: bool) -> str:
    if number is None:
        return "–"
    return money(number, 2 if abs(number) < 100 else 0) if is_money else f"{number:,.1f}"  # noqa: PLR2004
