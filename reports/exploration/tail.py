"""How far the largest spenders are from the rest, on scales where each factor of ten is as wide."""

from math import log10

import plotly.graph_objects as go

from dashboard.figures import BLUE, styled
from data.formatting import currency, money
from reports.exploration.figures import HEIGHT
from reports.exploration.newest import NEWEST
from reports.page import Plot
from reports.warehouse import Warehouse

FEWEST = 30

# Points as far from each other as they look on the axis of shares: many at the top, few below.
TAIL = f"""
with {NEWEST},

ranked as (
    select
        future_spend_30d::double as spend,
        row_number() over (order by future_spend_30d desc, customer_id) as place,
        count(*) over () as customers
    from newest
)

select
    min(spend) as at_least,
    max(place) as customers,
    max(place / customers) as share
from ranked
where spend > 0
group by floor(8 * ln(place))
order by at_least, share desc
"""


def tail(warehouse: Warehouse, when: str) -> list[Plot]:
    """Return the share of customers who spent at least so much; nothing when there are few.

    Args:
        warehouse: of the customers.
        when: the window, in words.
    """
    rows = warehouse.query(TAIL)
    if not rows or rows[0]["customers"] < FEWEST:
        return []
    figure = go.Figure()
    figure.add_scatter(
        x=[row["at_least"] for row in rows],
        y=[row["share"] for row in rows],
        customdata=[[money(row["at_least"], 2), f"{row['customers']:,}"] for row in rows],
        hovertemplate="%{y:.2~%} (%{customdata[1]} customers) spent %{customdata[0]} or more"
        "<extra></extra>",
        mode="lines",
        line={"color": BLUE, "width": 3},
    )
    styled(figure, HEIGHT).update_layout(
        xaxis={
            "title": f"Net spend in 30 days ({currency()}), log scale",
            "type": "log",
            "dtick": 1,
            "tickformat": ",~g",
        },
        yaxis={
            "title": "Customers who spent at least that",
            "type": "log",
            # In powers of ten, up to a little more than all.
            "range": [log10(rows[-1]["share"]) - 0.1, 0.1],
            "dtick": 1,
            "tickformat": ".3~%",
        },
    )
    hundredth = next((row for row in reversed(rows) if row["share"] >= 0.01), rows[0])  # noqa: PLR2004
    return [
        Plot(
            figure,
            f"Share of the customers who spent at least so much {when}; both axes have log scales, "
            "so that the tail can be seen. "
            f"{money(hundredth['at_least'])} or more were spent by {hundredth['customers']:,} of "
            "them.",
            TAIL,
        )
    ]
