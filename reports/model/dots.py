"""Values with their intervals, one below the other, each under its name.

Names stand above the values, not beside them: so there is room for both on a telephone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures import inert, styled

ROW, FRAME = 40, 90


@dataclass(frozen=True)
class Dot:
    """A value (None: not known) with the ends of its interval, if it has one.

    ``told`` is what the pointer shows.
    """

    name: str
    value: float | None
    told: str
    low: float | None = None
    high: float | None = None


def dots(groups: Sequence[tuple[str, str, Sequence[Dot]]], title: str, tick: str) -> go.Figure:
    """Return the plot, the first dot on top.

    Args:
        groups: title, colour and dots of each; the same places hold dots of the same name.
        title: of the axis, with the unit.
        tick: format of its ticks.
    """
    figure = go.Figure()
    count = len(groups[0][2])
    for name, color, shown in groups:
        figure.add_scatter(
            x=[dot.value for dot in shown],
            y=[-place for place in range(count)],
            name=name,
            showlegend=len(groups) > 1,
            mode="markers",
            marker={"size": 9, "color": color},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [_reach(dot.high, dot.value) for dot in shown],
                "arrayminus": [_reach(dot.value, dot.low) for dot in shown],
                "thickness": 2,
                "width": 0,
            },
            customdata=[[inert(dot.name), inert(dot.told)] for dot in shown],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    add_names(figure, [dot.name for dot in groups[0][2]], above=0.16)
    styled(figure, FRAME + ROW * count)
    return figure.update_layout(
        margin={"l": 10, "r": 16, "t": 10, "b": 60},
        legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
        xaxis={"title": title, "tickformat": tick, "nticks": 6},
        yaxis={"visible": False, "range": [0.3 - count, 0.9]},
    )


def add_names(figure: go.Figure, names: Sequence[str], above: float) -> None:
    """Write names at the left edge, each over its row; the rows are at 0, -1, -2, ...

    Args:
        figure: is changed.
        names: from the data or not: nothing in them counts as markup.
        above: how far over the row a name begins, in rows.
    """
    figure.add_scatter(
        x=[0] * len(names),
        y=[above - place for place in range(len(names))],
        xaxis="x2",
        text=[inert(name) for name in names],
        mode="text",
        textposition="top right",
        textfont={"size": 12},
        hoverinfo="skip",
        showlegend=False,
    )
    hidden = {"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True}
    figure.update_layout(xaxis2=hidden)


def _reach(upper: float | None, lower: float | None) -> float | None:
    return None if upper is None or lower is None else upper - lower
