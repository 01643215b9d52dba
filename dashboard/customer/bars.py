"""Thin bars beside figures; the figures say the same, so that nobody needs to see them."""

from dash import html


def bar(start: float, length: float, kind: str = "neutral") -> html.Div:
    """Return a bar on a track.

    Args:
        start: where it begins, as a share (0 to 1) of the track.
        length: as a share of the track.
        kind: neutral, more or less: the colours stand in assets/customer.css.
    """
    style = {"left": f"{100 * start:.2f}%", "width": f"{100 * length:.2f}%"}
    fill = html.Div(style=style, className=f"bar-fill bar-{kind}")
    return html.Div(fill, className="bar", **{"aria-hidden": "true"})
