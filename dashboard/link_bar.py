"""Links side by side, of which one is where the reader is."""

from collections.abc import Mapping

from dash import dcc, html


def link_bar(name: str, links: Mapping[str, str], chosen: str) -> html.Nav:
    """Return the links; the chosen one is no link, and said to be the current one.

    Args:
        name: what is chosen from, for those who cannot see it.
        links: text -> address.
        chosen: the text of the current one.
    """
    items = [
        html.Li(
            html.Span(text, className="link-bar-item link-bar-chosen", **{"aria-current": "true"})
            if text == chosen
            else dcc.Link(text, href=address, className="link-bar-item")
        )
        for text, address in links.items()
    ]
    return html.Nav(html.Ul(items, className="link-bar"), **{"aria-label": name})


def share_bar(share: float) -> html.Div:
    """Return a bar as long as a share (0 to 1) of its cell; the figure stands beside it."""
    width = 100 * min(max(share, 0), 1)
    bar = html.Div(className="share-bar", style={"width": f"{width:.1f}%"})
    return html.Div(bar, className="share-bar-track", **{"aria-hidden": "true"})
