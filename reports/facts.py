"""The few figures that every report begins with."""

from typing import Any

from data.formatting import counted, day, money
from reports.warehouse import Warehouse

FACTS = """
with sales as (
    select
        min(sale_date) as first_sale_date,
        max(sale_date) as last_sale_date,
        sum(spend) as spend
    from marts.daily_sales
),

buyers as (
    select
        count(distinct customer_id) as customers,
        sum(orders)::bigint as orders
    from marts.customer_daily_spend
),

cutoffs as (
    select
        max(cutoff_date) as as_of_date,
        count(distinct cutoff_date) filter (where future_spend_30d is not null) as labelled_cutoffs,
        count(*) filter (where future_spend_30d is not null) as labelled_rows
    from marts.customer_features
),

inputs as (
    select
        sum(rows_read)::bigint as rows_read,
        sum(rows_rejected)::bigint as rows_rejected,
        max(rows_accepted) filter (where source_table = 'store_sales_line_items') as line_items
    from quality.source_reconciliation
)

select * from sales, buyers, cutoffs, inputs
"""


def facts(warehouse: Warehouse) -> dict[str, Any]:
    """Return first and last day with a sale, sums, and counts of the warehouse."""
    return warehouse.row(FACTS)


def scope(warehouse: Warehouse) -> str:
    """Return of which sales a report tells and as of which day, in one sentence."""
    found = facts(warehouse)
    return (
        f"{counted(found['line_items'], 'line item')} and {counted(found['orders'], 'order')} of "
        f"{counted(found['customers'], 'customer')}, {money(found['spend'])} of net spend from "
        f"{day(found['first_sale_date'])} to {day(found['last_sale_date'])}; everything as of "
        f"{day(found['as_of_date'])}."
    )
