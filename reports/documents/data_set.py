"""``docs/data.md``: which data there are, what was wrong with them, and where time is cut."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.files import replace_text
from reports import places
from reports.documents.markdown import Markdown, cell, escaped
from reports.documents.template import written
from reports.drawings.timeline import timeline
from reports.facts import facts
from reports.pictures import svg_of_figure
from reports.quality import ODD, READ, REJECTED
from reports.warehouse import Warehouse

PICTURE_WIDTH = 1000

SHAPE = """
with sales as (
    select
        count(distinct store_id) filter (where store_id != 'unknown') as stores,
        count(distinct product_category)
            filter (where product_category not in ('unknown', 'unallocated')) as categories,
        sum(spend) as spend,
        sum(return_amount) as returned
    from marts.daily_sales
),

known as (
    select sum(spend) as spend from marts.customer_daily_spend
),

newest as (
    select
        max(cutoff_date) as cutoff_date,
        count(*) as customers,
        avg((future_orders_30d > 0)::int) as buying_share,
        corr(rfm_spend_30d::double, future_spend_30d::double) as correlation
    from marts.customer_features
    where cutoff_date = (
        select max(cutoff_date)
        from marts.customer_features
        where future_spend_30d is not null
    )
)

select
    sales.stores,
    sales.categories,
    sales.returned,
    1 - (known.spend / nullif(sales.spend, 0))::double as anonymous_share,
    newest.cutoff_date,
    newest.customers,
    newest.buying_share,
    if(isnan(newest.correlation), null, newest.correlation) as correlation
from sales, known, newest
"""

RECONCILED = (
    "source_table",
    "rows_read",
    "rows_accepted",
    "rows_rejected",
    "difference",
    "amount_difference",
)

CUTOFFS = """
select
    max(cutoff_date) filter (where is_scoring) as scoring,
    count(*) filter (where is_labelled) as labelled,
    min(cutoff_date) filter (where is_labelled) as first_labelled,
    max(cutoff_date) filter (where is_labelled) as last_labelled,
    count(*) filter (where is_backtest) as backtests,
    max(cutoff_date) filter (where is_labelled) - 30 as window_begin,
    max(cutoff_date) filter (where is_labelled) - 1 as window_end,
    max(cutoff_date) filter (where is_labelled) + 29 as target_end,
    max(cutoff_date) filter (where is_scoring) + 29 as forecast_end
from intermediate.int_cutoffs
"""

# data/sample.py alone writes these two promotions.
IS_SAMPLE = """
select count(*) = 2 as is_sample
from staging.stg_promotion_details
where promotion_id in ('manufacturer-coupon', 'loyalty-price')
"""

OF_SAMPLE = """
with hours as (
    select hour(transacted_at) as hour, count(*) as sales
    from intermediate.int_transactions
    group by hour
    order by sales desc, hour
    limit 1
),

lines as (
    select
        max(quantity)::bigint as most_units,
        count(*) filter (where promotion_id = 'loyalty-price') as loyalty_lines,
        count(*) filter (where promotion_id = 'manufacturer-coupon') as coupon_lines,
        count(*) filter (where promotion_id like 'campaign-%') as campaign_lines,
        count(*) as lines
    from staging.stg_store_sales_line_items
),

households as (
    select count(*) as households, count(segment_id) as with_income
    from staging.stg_customer_details
),

christmas as (
    select count(*) as sales
    from intermediate.int_transactions
    where month(sale_date) = 12 and day(sale_date) = 25
)

select hours.hour, lines.*, households.*, christmas.sales as christmas_sales
from hours, lines, households, christmas
"""


def write(warehouse: Warehouse) -> Path:
    """Write the document and its picture."""
    figure = timeline(warehouse)
    if figure:
        picture = places.images() / "timeline.svg"
        replace_text(picture, svg_of_figure(figure, PICTURE_WIDTH))
    is_sample = warehouse.row(IS_SAMPLE)["is_sample"]
    values = {
        "facts": facts(warehouse),
        "shape": warehouse.row(SHAPE),
        "cutoffs": warehouse.row(CUTOFFS),
        "quality": _rows(warehouse, READ, RECONCILED),
        "reasons": _rows(warehouse, REJECTED),
        "flags": _rows(warehouse, ODD),
        "has_timeline": figure is not None,
        "sample": warehouse.row(OF_SAMPLE) if is_sample else None,
    }
    return written("data.md", values)


def _rows(
    warehouse: Warehouse, sql: str, columns: Sequence[str] | None = None
) -> list[list[Markdown]]:
    rows = warehouse.query(sql)
    return [[_cell(row[name]) for name in columns or row] for row in rows]


def _cell(value: Any) -> Markdown:
    if value is None:
        return Markdown("–")
    if isinstance(value, str):
        return Markdown(f"`{value}`") if value.isidentifier() else escaped(value)
    return cell(value, decimals=2)
