"""How much of the spend comes from how few customers."""

import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, styled
from reports.exploration.figures import bars
from reports.exploration.numbers import share
from reports.page import Cards, Plot, Section, Words
from reports.warehouse import Warehouse

HEIGHT = 380
POINTS = 100
FEWEST = 10

# Returns can make a sum negative; it counts as nothing, or shares would pass 100 %.
SPENT = """spent as (
    select
        customer_id,
        greatest(sum(spend)::double, 0) as spend
    from marts.customer_daily_spend
    group by customer_id
)"""

LORENZ = f"""
with {SPENT},

ordered as (
    select
        spend,
        row_number() over (order by spend, customer_id) as place,
        count(*) over () as customers,
        sum(spend) over (order by spend, customer_id rows unbounded preceding) as spend_up_to,
        sum(spend) over () as spend_in_all
    from spent
)

select
    ceil({POINTS} * place / customers)::int as hundredth,
    max(customers) as customers,
    max(place / customers) as customer_share,
    max(spend_up_to / nullif(spend_in_all, 0)) as spend_share,
    2 * sum(place * spend) / nullif(max(customers) * max(spend_in_all), 0) as gini_part
from ordered
group by hundredth
order by hundredth
"""

TENTHS = f"""
with {SPENT},

tenths as (
    select
        spend,
        ntile(10) over (order by spend desc, customer_id) as tenth
    from spent
)

select
    tenth,
    count(*) as customers,
    sum(spend) / nullif(sum(sum(spend)) over (), 0) as share
from tenths
group by tenth
order by tenth
"""


def concentration(warehouse: Warehouse) -> Section:
    """Return the section: Lorenz curve with its Gini coefficient, and shares by tenth."""
    title = "How few customers make how much of the spend"
    rows = warehouse.query(LORENZ)
    tenths = warehouse.query(TENTHS)
    if not rows or rows[-1]["spend_share"] is None or rows[0]["customers"] < FEWEST:
        words = "Ten customers with spend are needed to say how it is shared out."
        return Section("concentration", title, [Words(words)])
    shares = [row["share"] for row in tenths]
    return Section(
        "concentration",
        title,
        [
            Cards(
                [
                    ("Best tenth", f"{100 * shares[0]:.1f} %", "of all spend"),
                    ("Best fifth", f"{100 * sum(shares[:2]):.1f} %", "of all spend"),
                    ("Lower half", f"{100 * sum(shares[5:]):.1f} %", "of all spend"),
                    ("Gini coefficient", f"{gini(rows):.2f}", "0: all alike; 1: one has it all"),
                ],
                TENTHS,
            ),
            Plot(
                _lorenz(rows),
                "Lorenz curve of the spend of all days. Were all customers alike, it would lie on "
                "the dotted line.",
                LORENZ,
            ),
            Plot(
                bars(
                    [row["tenth"] for row in tenths],
                    shares,
                    {"title": "Tenth of the customers, 1 spends most", "dtick": 1},
                    {"title": "Share of all spend", "tickformat": ".0%"},
                    "tenth %{x}: %{y:.1%} of all spend",
                ),
                "Spend of all days by tenth of the customers.",
                TENTHS,
            ),
        ],
    )


def headline(warehouse: Warehouse) -> list[str]:
    """Return what stands out, in sentences."""
    tenths = warehouse.query(TENTHS)
    if sum(row["customers"] for row in tenths) < FEWEST or tenths[0]["share"] is None:
        return []
    shares = [row["share"] for row in tenths]
    return [
        f"The tenth of the customers that spends most makes {share(shares[0], 0)} of all spend, "
        f"the lower half {share(sum(shares[5:]), 0)}."
    ]


def gini(rows: list[dict]) -> float:
    """Return the Gini coefficient of the rows of `LORENZ`: 0 (all alike) to 1."""
    customers = rows[0]["customers"]
    return sum(row["gini_part"] for row in rows) - (customers + 1) / customers


def _lorenz(rows: list[dict]) -> go.Figure:
    figure = go.Figure()
    figure.add_scatter(
        x=[0, *(row["customer_share"] for row in rows)],
        y=[0, *(row["spend_share"] for row in rows)],
        mode="lines",
        line={"color": BLUE, "width": 3},
        name="Customers as they are",
        hovertemplate="the lowest %{x:.0%} of the customers: %{y:.1%} of all spend<extra></extra>",
    )
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GREY, "dash": "dot"},
        name="All alike",
        hoverinfo="skip",
    )
    return styled(figure, HEIGHT).update_layout(
        xaxis={
            "title": "Share of customers, lowest spend first",
            "tickformat": ".0%",
            "range": [0, 1.01],
            "dtick": 0.2,
        },
        yaxis={"title": "Share of all spend", "tickformat": ".0%", "range": [0, 1.01]},
    )
