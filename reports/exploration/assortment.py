"""What people buy: categories, their weight and whether they grow."""

from typing import Any

from data.formatting import day, money
from reports.exploration.figures import named_bars, short
from reports.exploration.numbers import change, share
from reports.page import Plot, Section, Table, Words
from reports.warehouse import Warehouse

SHOWN = 15

CATEGORIES = f"""
with ends as (
    select
        max(sale_date) + 1 as last_date,
        min(sale_date) as first_date
    from marts.daily_sales
),

customers as (
    select count(distinct customer_key) as customers
    from intermediate.int_customer_categories
),

buyers as (
    select
        categories.product_category,
        count(distinct bought.customer_key) as buyers
    from intermediate.int_customer_categories as bought
    inner join intermediate.int_product_categories as categories using (category_key)
    where bought.bought_lines > 0
    group by categories.product_category
)

select
    product_category,
    sum(spend)::double as spend,
    (sum(spend) / nullif(sum(sum(spend)) over (), 0))::double as share,
    count(*) filter (where product_category != 'unknown') over () as categories,
    sum(line_items)::bigint as line_items,
    any_value(buyers / nullif(customers, 0)) as buyer_share,
    any_value(last_date) as last_date,
    (sum(spend) filter (where sale_date >= last_date - 90))::double as newest,
    (sum(spend) filter (where sale_date between last_date - 180 and last_date - 91))::double
        as before,
    bool_and(first_date <= last_date - 180) as is_comparable
from marts.daily_sales
cross join ends
cross join customers
left join buyers using (product_category)
where product_category != 'unallocated'
group by product_category
order by spend desc, product_category
limit {SHOWN}
"""


def assortment(warehouse: Warehouse) -> Section:
    """Return the section."""
    rows = warehouse.query(CATEGORIES)
    title = "What people buy"
    if len(rows) == 1:
        words = f"All lines are of one category, {short(rows[0]['product_category'])}."
        return Section("assortment", title, [Words(words)])
    if not rows:
        words = "No line item names a category, so there is nothing to tell apart."
        return Section("assortment", title, [Words(words)])
    return Section("assortment", title, [_plot(rows), _table(rows)])


def headline(warehouse: Warehouse) -> list[str]:
    """Return what stands out, in sentences."""
    rows = warehouse.query(CATEGORIES)
    if len(rows) < 2 or rows[0]["share"] is None:  # noqa: PLR2004
        return []
    first = short(rows[0]["product_category"])
    return [
        f"The largest category, {first}, makes {share(rows[0]['share'], 0)} of the spend of all "
        "lines."
    ]


def _plot(rows: list[dict[str, Any]]) -> Plot:
    shares = [row["share"] or 0 for row in rows]
    return Plot(
        named_bars(
            [row["product_category"] for row in rows],
            shares,
            {"title": "Share of the spend of all lines", "tickformat": ".0%"},
            [f"{100 * share:.1f} %" for share in shares],
        ),
        f"The largest of {rows[0]['categories']:,} categories by "
        f"spend of all days. The first, {short(rows[0]['product_category'])}, makes "
        f"{100 * shares[0]:.0f} %, the first three {100 * sum(shares[:3]):.0f} %.",
        CATEGORIES,
    )


def _table(rows: list[dict[str, Any]]) -> Table:
    last = day(rows[0]["last_date"])
    return Table(
        ["Category", ">Net spend", ">Line items", ">A line", ">Buyers", ">Last 90 days"],
        [
            [
                row["product_category"],
                money(row["spend"]),
                f"{row['line_items']:,}",
                money(row["spend"] / row["line_items"], 2) if row["line_items"] else "–",
                share(row["buyer_share"], 0),
                _growth(row),
            ]
            for row in rows
        ],
        "Categories by spend of all days. Buyers: share of the customers who ever bought there. "
        f"Last 90 days: spend in those before {last} against the 90 days before them; a season "
        "is growth too.",
        CATEGORIES,
    )


def _growth(row: dict[str, Any]) -> str:
    if not row["is_comparable"] or not row["before"] or row["before"] < 0:
        return "–"
    return change((row["newest"] or 0) / row["before"] - 1, 0)
