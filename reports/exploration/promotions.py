"""What is bought under promotions, and whether such orders are larger."""

from typing import Any

from data.formatting import currency, day, money
from reports.exploration.figures import bars
from reports.exploration.promotion_effect import promotion_effect
from reports.page import Part, Plot, Section, Table, Words
from reports.warehouse import Warehouse

BY_MONTH = """
select
    date_trunc('month', sale_date)::date as month,
    count(*) as line_items,
    avg(is_promoted::int) as line_share,
    (sum(amount_cents) filter (where is_promoted) / nullif(sum(amount_cents), 0))::double
        as spend_share
from intermediate.int_line_items
where
    rejection_reason is null
    and amount_cents > 0
group by month
order by month
"""

LARGEST = """
select
    promotions.promotion_name,
    promotions.start_date,
    promotions.end_date,
    count(*) as line_items,
    sum(lines.line_item_amount)::double as spend
from staging.stg_store_sales_line_items as lines
inner join intermediate.int_line_items as accepted using (record_number)
inner join staging.stg_promotion_details as promotions using (promotion_id)
where
    accepted.rejection_reason is null
    and promotions.rejection_reason is null
group by all
order by spend desc, promotions.promotion_name
limit 10
"""


def promotions(warehouse: Warehouse) -> Section:
    """Return the section."""
    title = "Promotions"
    months = warehouse.query(BY_MONTH)
    if not any(row["line_share"] for row in months):
        words = "No line item was bought under a promotion."
        return Section("promotions", title, [Words(words)])
    return Section(
        "promotions",
        title,
        [
            _months(months),
            *promotion_effect(warehouse),
            _largest(warehouse.query(LARGEST)),
        ],
    )


def _months(rows: list[dict[str, Any]]) -> Part:
    lines = sum(row["line_items"] for row in rows)
    promoted = sum(row["line_items"] * row["line_share"] for row in rows)
    figure = bars(
        [row["month"] for row in rows],
        [row["spend_share"] for row in rows],
        {"title": "Month", "tickformat": "%b<br>%Y"},
        {"title": "Share of positive line spend", "tickformat": ".0%", "rangemode": "tozero"},
        "%{x|%B %Y}: %{y:.1%} of the spend under a promotion",
    )
    caption = (
        "Spend under a promotion, as a share of all that was spent on lines, by month. Over all "
        f"months {100 * promoted / lines:.0f} % of the lines were bought under one."
    )
    return Plot(figure, caption, BY_MONTH)


def _largest(rows: list[dict[str, Any]]) -> Part:
    if not rows:
        return Words("The promotions of the lines are not in the table of promotions.")
    return Table(
        ["Promotion", ">From", ">To", ">Line items", f">Net spend ({currency()})"],
        [
            [
                row["promotion_name"] or "without a name",
                day(row["start_date"]),
                day(row["end_date"]),
                f"{row['line_items']:,}",
                money(row["spend"]),
            ]
            for row in rows
        ],
        "The promotions under which most was spent.",
        LARGEST,
    )
