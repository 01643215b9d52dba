"""``docs/metrics.md``: what revenue and the like mean, how to ask for them, and an answer.

The answer is plain SQL; a test asks MetricFlow the same and compares.
"""

from pathlib import Path

from reports.documents.markdown import Markdown, described, table
from reports.documents.template import number, percent, written
from reports.facts import scope
from reports.manifest import manifest
from reports.warehouse import Warehouse

BY_MONTH = """
select
    date_trunc('month', sale_date)::date as month,
    sum(amount)::double as revenue,
    count(*) filter (where is_purchase) as orders,
    count(distinct customer_id) filter (where is_purchase) as active_customers,
    (avg(amount) filter (where is_purchase))::double as average_order_value,
    (
        count(distinct customer_id) filter (where purchase_number > 1)
        / nullif(count(distinct customer_id) filter (where is_purchase), 0)
    )::double as repeat_rate
from marts.transactions
group by month
order by month desc
limit 24
"""

HEAD = (
    "Month",
    ">Revenue",
    ">Orders",
    ">Active customers",
    ">Average order value",
    ">Repeat rate",
)


def write(warehouse: Warehouse) -> Path:
    """Write the document."""
    months = warehouse.query(BY_MONTH)
    answer = table(
        [
            "Month",
            ">revenue",
            ">orders",
            ">active_customers",
            ">average_order_value",
            ">repeat_rate",
        ],
        [
            [
                Markdown(f"{row['month']:%B %Y}"),
                Markdown(number(row["revenue"])),
                Markdown(f"{row['orders']:,}"),
                Markdown(f"{row['active_customers']:,}"),
                Markdown(number(row["average_order_value"])),
                Markdown(percent(row["repeat_rate"], 1)),
            ]
            for row in reversed(months)
        ],
    )
    return written(
        "metrics.md",
        {"definitions": _definitions(), "answer": answer, "scope": Markdown(scope(warehouse))},
    )


def _definitions() -> Markdown:
    """Return each metric with what it is, as its YAML says."""
    metrics = sorted(manifest()["metrics"].values(), key=lambda metric: metric["name"])
    return table(
        ["metric", "name", "what it is"],
        [
            [
                Markdown(f"`{metric['name']}`"),
                described(metric["label"]),
                described(metric["description"]),
            ]
            for metric in metrics
        ],
    )
