"""How much customers spend in 30 days: the target, before anything predicts it."""

import plotly.graph_objects as go

from dashboard.figures import BLUE, styled
from data.formatting import currency, day, money
from reports.page import Cards, Plot, Section, Words
from reports.warehouse import Warehouse

NEWEST = """
with newest as (
    select *
    from marts.customer_features
    where cutoff_date = (
        select max(cutoff_date)
        from marts.customer_features
        where future_spend_30d is not null
    )
)

select
    min(cutoff_date) as cutoff_date,
    count(*) as customers,
    avg(future_spend_30d)::double as mean,
    median(future_spend_30d)::double as median,
    stddev(future_spend_30d)::double as std,
    max(future_spend_30d)::double as largest,
    avg((future_spend_30d = 0)::int) as zero_share
from newest
"""

HISTOGRAM = """
with newest as (
    select
        future_spend_30d::double as spend,
        quantile_cont(future_spend_30d::double, 0.99) over () as most
    from marts.customer_features
    where cutoff_date = (
        select max(cutoff_date)
        from marts.customer_features
        where future_spend_30d is not null
    )
),

binned as (
    select floor(40 * greatest(least(spend, most), 0) / nullif(most, 0)) * most / 40 as spend_from
    from newest
)

select
    spend_from,
    count(*) as customers
from binned
group by spend_from
order by spend_from
"""


def spend(warehouse: Warehouse) -> Section:
    """Return the distribution of the target at the newest labelled cutoff."""
    found = warehouse.row(NEWEST)
    if not found["customers"]:
        words = "No window of 30 days is over yet, so there is no target to look at."
        return Section("spend", "Spend in 30 days", [Words(words)])
    return Section(
        "spend",
        "Spend in 30 days",
        [
            Cards(
                [
                    ("Mean", money(found["mean"], 2), "per customer and 30 days"),
                    ("Median", money(found["median"], 2), "half of the customers spend less"),
                ],
                NEWEST,
            ),
            Plot(
                _histogram(warehouse),
                f"Customers by net spend in the 30 days from {day(found['cutoff_date'])}; the last "
                "bar holds the hundredth that spent most.",
                HISTOGRAM,
            ),
        ],
    )


def _histogram(warehouse: Warehouse) -> go.Figure:
    rows = warehouse.query(HISTOGRAM)
    figure = go.Figure()
    figure.add_bar(
        x=[row["spend_from"] for row in rows],
        y=[row["customers"] for row in rows],
        marker_color=BLUE,
        hovertemplate="from %{x:,.0f}: %{y:,} customers<extra></extra>",
    )
    styled(figure, 320)
    return figure.update_layout(
        yaxis={"title": "Customers", "tickformat": ",d"},
        xaxis={"title": f"Net spend in 30 days ({currency()})", "tickformat": ",.0f"},
    )
