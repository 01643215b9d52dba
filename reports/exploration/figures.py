"""Forms of plots that several sections share."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, styled
from dashboard.figures.history import plain

HEIGHT = 320
HEIGHT_OF_ROW = 26
HEIGHT_OF_FRAME = 90
# From pale to dark in lightness too, so it also reads without colours.
SHADES = "Blues"
# Pale enough for dark figures to be read on every cell.
PALE, PALE_BLUE, PALE_ORANGE = "#FFFFFF", "#5AA9DC", "#F0A35E"
# Without a size, which plotly then fits to the cells.
FIGURES_IN_CELLS = {"color": "#111111"}
LONGEST_NAME = 30
COUNTS, FEW = ",d", 5
# Letters of a line beside a table of shades.
WIDTH = 15


def bars(
    x: Sequence[Any], y: Sequence[Any], x_axis: dict[str, Any], y_axis: dict[str, Any], told: str
) -> go.Figure:
    """Return upright bars.

    Args:
        x: where they stand.
        y: how high they are.
        x_axis: of plotly, with title and unit.
        y_axis: of plotly, with title and unit.
        told: plotly's template of what a bar says under the pointer.
    """
    figure = go.Figure()
    figure.add_bar(x=x, y=y, marker_color=BLUE, hovertemplate=f"{told}<extra></extra>")
    if y_axis.get("tickformat") == COUNTS and max(y, default=0) <= FEW:
        # No marks between whole numbers.
        y_axis = y_axis | {"dtick": 1}
    return styled(figure, HEIGHT).update_layout(xaxis=x_axis, yaxis=y_axis)


def named_bars(
    names: Sequence[str], values: Sequence[float], axis: dict[str, Any], texts: Sequence[str]
) -> go.Figure:
    """Return lying bars, the first on top.

    Args:
        names: may come from data: they are shown as they are, shortened.
        values: how long the bars are.
        axis: of plotly, with title and unit.
        texts: the values as people read them.
    """
    figure = go.Figure()
    places = list(range(len(names)))
    figure.add_bar(
        orientation="h",
        x=values,
        y=places,
        marker_color=BLUE,
        customdata=[[plain(name), text] for name, text in zip(names, texts, strict=True)],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
    )
    styled(figure, HEIGHT_OF_FRAME + HEIGHT_OF_ROW * len(names))
    return figure.update_layout(
        # Places, not names: of names that look like numbers plotly makes an axis of numbers.
        yaxis={
            "tickvals": places,
            "ticktext": [plain(short(name)) for name in names],
            "autorange": "reversed",
            "automargin": True,
        },
        xaxis=axis,
    )


def heat(
    cells: Sequence[Sequence[float | None]],
    x: Sequence[str],
    y: Sequence[str],
    texts: Sequence[Sequence[str]],
    titles: tuple[str, str],
    *,
    height_of_row: int = HEIGHT_OF_ROW,
) -> go.Figure:
    """Return a table of shades, the first row on top.

    Args:
        cells: rows of values; None stays empty.
        x: names of the columns.
        y: names of the rows; may come from data.
        texts: what each cell says under the pointer.
        titles: of the columns' axis and of the rows' axis.
        height_of_row: in pixels.
    """
    figure = go.Figure()
    figure.add_heatmap(
        z=cells,
        customdata=texts,
        colorscale=SHADES,
        showscale=False,
        xgap=1,
        ygap=1,
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    styled(figure, HEIGHT_OF_FRAME + height_of_row * len(y))
    return figure.update_layout(
        xaxis={
            "tickvals": list(range(len(x))),
            "ticktext": list(x),
            "title": titles[0],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(len(y))),
            "ticktext": [
                "<br>".join(plain(line) for line in _lines(name, height_of_row)) for name in y
            ],
            "title": titles[1],
            "autorange": "reversed",
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
    )


def with_texts(figure: go.Figure, texts: Sequence[Sequence[str]]) -> go.Figure:
    """Write a text into each cell of a table of shades, whose shades become pale.

    Args:
        figure: of `heat`.
        texts: of a few letters each.
    """
    return figure.update_traces(
        text=texts,
        texttemplate="%{text}",
        textfont=FIGURES_IN_CELLS,
        colorscale=[[0, PALE], [1, PALE_BLUE]],
    )


def _lines(name: str, height_of_row: int) -> list[str]:
    return wrap(name, WIDTH) if height_of_row > HEIGHT_OF_ROW else [short(name)]


def short(name: str) -> str:
    """Return a name that fits beside a bar."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
