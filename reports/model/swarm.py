"""Every customer a point: how far an input moves their forecast, and which value it has."""

from collections.abc import Iterator, Mapping

import plotly.graph_objects as go

from dashboard.figures import GREY, ORANGE, SERIES, styled
from dashboard.labels import label
from data.formatting import currency, money
from reports.model.dots import add_names
from reports.page import Part, Plot
from reports.warehouse import Warehouse

INPUTS, POINTS, BINS = 8, 250, 80
ROW = 72
# Of points whose value is a text, or not known.
TEXT = "#343a40"
# Blue for low values, orange for high ones, as on the other plots.
SCALE = [[0, SERIES[4]], [0.5, "#adb5bd"], [1, ORANGE]]
COLORS = {
    "colorscale": SCALE,
    "cmin": 0,
    "cmax": 1,
    "colorbar": {
        "orientation": "h",
        "y": -0.12,
        "yanchor": "top",
        "thickness": 10,
        "tickvals": [0, 0.5, 1],
        "ticktext": ["low", "middle", "high"],
        "title": {"text": "Value of the input", "side": "top"},
    },
}

SWARM = f"""
with inputs as (
    select feature, share
    from marts.feature_importance
    order by share desc, feature
    limit {INPUTS}
),

parts as (
    select
        parts.feature,
        inputs.share,
        parts.contribution,
        percent_rank() over (
            partition by parts.feature
            order by try_cast(parts.feature_value as double) nulls first
        ) as place,
        try_cast(parts.feature_value as double) is not null as is_number,
        row_number() over (
            partition by parts.feature
            order by md5(parts.customer_id), parts.customer_id
        ) as number
    from marts.customer_explanations as parts
    inner join inputs using (feature)
    where parts.part = 'feature'
),

drawn as (
    select
        *,
        floor(
            {BINS} * (contribution - min(contribution) over ())
            / nullif(max(contribution) over () - min(contribution) over (), 0)
        ) as bin
    from parts
    where number <= {POINTS}
)

select
    feature,
    contribution,
    case when is_number then place end as place,
    row_number() over (partition by feature, bin order by number) - 1 as stacked
from drawn
order by share desc, feature, number
"""


def swarm(warehouse: Warehouse, names: Mapping[str, str]) -> Iterator[Part]:
    """Yield the plot; nothing without explanations."""
    rows = warehouse.query(SWARM)
    if not rows:
        return
    features = list(dict.fromkeys(row["feature"] for row in rows))
    figure = go.Figure()
    # In turn above and below the line, so that a crowd looks like one.
    heights = [(row["stacked"] + 1) // 2 * (-1) ** row["stacked"] for row in rows]
    step = min(0.24 / max(map(abs, heights)), 0.05) if any(heights) else 0.0
    places = [
        height * step - features.index(row["feature"])
        for height, row in zip(heights, rows, strict=True)
    ]
    for is_number in (False, True):
        shown = [n for n, row in enumerate(rows) if (row["place"] is not None) == is_number]
        colored = [rows[n]["place"] for n in shown] if is_number else TEXT
        figure.add_scatter(
            x=[rows[n]["contribution"] for n in shown],
            y=[places[n] for n in shown],
            mode="markers",
            showlegend=False,
            marker={"size": 4, "color": colored, **(COLORS if is_number else {})},
            customdata=[[money(rows[n]["contribution"], 2)] for n in shown],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    add_names(figure, [label(feature, names) for feature in features], above=0.27)
    figure.add_vline(x=0, line={"color": GREY, "dash": "dash"})
    styled(figure, 150 + ROW * len(features))
    figure.update_layout(
        margin={"l": 10, "r": 16, "t": 10, "b": 110},
        xaxis={"title": f"Moves the forecast by ({currency()})", "tickformat": ",.0f", "nticks": 6},
        yaxis={"visible": False, "range": [0.45 - len(features), 0.8]},
    )
    yield Plot(
        figure,
        f"A point a customer, {POINTS} at most an input, drawn by a hash: to the right the input "
        "raises the forecast, to the left it lowers it. Colour: whether the customer's value is "
        "low or high among those shown; dark where it is no number. Only customers for whom the "
        "input is among the eight that move their forecast most have a point.",
        SWARM,
    )
