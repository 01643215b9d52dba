"""Plots of the dashboard and the reports, so large that the last row of a room reads them."""

import plotly.graph_objects as go

from reports.page import Drawing
from reports.pictures import svg_of_figure
from reports.slides.slide import drawing

INK = "#1d2329"
# In pixels of a slide of 1280 x 720.
TYPE = 24
WIDTH, HEIGHT = 1168, 490
# Under tick labels of two lines, as a share of the plot.
BELOW = -0.28


def enlarged(figure: go.Figure, height: int = HEIGHT) -> go.Figure:
    """Return a plot with type, marks and lines for a slide.

    Args:
        figure: of `dashboard.figures.styled`; stays as it is.
        height: in pixels of the slide.
    """
    large = go.Figure(figure)
    type_ = {"size": TYPE, "color": INK}
    large.update_layout(
        height=height,
        font=type_,
        margin={"l": 10, "r": 20, "t": 44 if figure.layout.annotations else 10, "b": 10},
        legend={"font": type_, "maxheight": 1, **_legend(figure)},
    )
    large.update_traces(error_y={"color": INK, "thickness": 5}, selector={"type": "bar"})
    axis = {
        "automargin": True,
        "tickfont": type_,
        "title": {"font": type_, "standoff": 14},
        "gridcolor": "#ced4da",
        "linecolor": INK,
    }
    large.update_xaxes(**axis)
    large.update_yaxes(**axis)
    large.update_annotations(font=type_)
    return large


def _legend(figure: go.Figure) -> dict[str, object]:
    """Return where the legend stands: above, or below where it stood there before."""
    if (figure.layout.legend.y or 0) < 0:
        return {"y": BELOW, "yanchor": "top"}
    return {"y": 1.02, "yanchor": "bottom"}


def plotted(figure: go.Figure, alt: str, width: int = WIDTH, height: int = HEIGHT) -> Drawing:
    """Return a plot as a drawing for a slide.

    Args:
        figure: of `dashboard.figures.styled`.
        alt: what it shows and what follows from it.
        width: in pixels of the slide.
        height: in pixels of the slide.
    """
    return drawing(svg_of_figure(enlarged(figure, height), width), alt)
