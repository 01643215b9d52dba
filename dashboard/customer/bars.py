"""Thin bars behind figures, drawn by assets/customer.css.

The text of the cell says the same, so that nobody needs to see them. A cell is one component: a
page holds hundreds.
"""

from dash import html


def bar_cell(start: float, length: float, kind: str, text: str | None = None) -> html.Td:
    """Return a cell of a table with a bar on a track, above its text.

    Args:
        start: where it begins, as a share (0 to 1) of the track.
        length: as a share of the track.
        kind: neutral, more or less: names a colour.
        text: what the cell says.
    """
    place = {"--start": f"{100 * start:.2f}%", "--end": f"{100 * (start + length):.2f}%"}
    return html.Td(text, style=place, className=f"bar bar-{kind}")
