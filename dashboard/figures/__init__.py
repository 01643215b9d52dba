"""Plots: a module an idea, and the look that all of them share."""

import plotly.graph_objects as go

# From the Okabe-Ito palette, which the colour-blind can tell apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#868e96"
SERIES = (BLUE, "#E69F00", "#009E73", "#CC79A7", "#56B4E9", ORANGE, GREY)


def styled(figure: go.Figure, height: int) -> go.Figure:
    """Give a figure the look that all plots share; its colours follow the page (style.css).

    Args:
        figure: is changed.
        height: in pixels.
    """
    return figure.update_layout(
        template="plotly_white",
        height=height,
        margin={"l": 60, "r": 10, "t": 10, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.12, "x": 0},
        font={"family": "inherit"},
    )


def inert(name: str) -> str:
    """Return a name for a plot, where plotly would read HTML: what begins a tag is escaped."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
