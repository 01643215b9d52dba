"""The Dash application: its frame, and what to say when something goes wrong."""

import logging
import os
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import Dash, ctx, dcc, html, no_update, set_props

from dashboard import downloads, guard, security
from dashboard.generation import TookTooLong
from dashboard.header import header, naming_generation
from data.generations import NothingPublished

LOG = logging.getLogger(__name__)


def create_app() -> Dash:
    """Return the application; it shows what is published under ``DATA_DIR``.

    ``DASH_PREFIX`` (such as ``/spend/``) is the path under which it is served, by default ``/``.
    """
    app = Dash(
        __name__,
        use_pages=True,
        title="spend30",
        update_title=None,
        url_base_pathname=_prefix(),
        # Each page brings its own fields; a callback waits for them.
        suppress_callback_exceptions=True,
        health_endpoint="health",
        enable_mcp=False,
        on_error=_say_what_went_wrong,
    )
    # For screen readers, which pronounce what they read.
    app.index_string = app.index_string.replace("<html>", '<html lang="en">')
    app.layout = _frame
    for page in dash.page_registry.values():
        page["layout"] = naming_generation(page["layout"])
    security.protect(app)
    guard.watch(app)
    downloads.serve(app)
    return app


def _prefix() -> str:
    path = (os.environ.get("DASH_PREFIX") or "").strip("/")
    return f"/{path}/" if path else "/"


def _frame() -> dmc.MantineProvider:
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            header(),
            html.Div(id="problem", role="alert"),
            dmc.Container(html.Main(_content(), id="page"), size="xl", py="lg"),
        ],
        defaultColorScheme="auto",
        theme={"primaryColor": "indigo", "defaultRadius": "md"},
    )


def _content() -> dcc.Loading:
    # While the next page is made, the one that is there is dimmed, not blanked.
    return dcc.Loading(
        dash.page_container,
        overlay_style={"visibility": "visible", "opacity": 0.5},
        delay_show=300,
    )


def _say_what_went_wrong(error: Exception) -> Any:
    """Show a sentence instead of a traceback; the traceback goes to the log."""
    LOG.error("callback failed", exc_info=error)
    text = (
        str(error)
        if isinstance(error, NothingPublished | TookTooLong)
        else "That did not work. Reload the page; if it happens again, read the server's log."
    )
    set_props("problem", {"children": dmc.Alert(text, title="Sorry", color="red", m="md")})
    return None if ctx.using_outputs_grouping else _unchanged(ctx.outputs_list)


def _unchanged(outputs: Any) -> Any:
    """Return "no update" in the shape of the outputs, which Dash demands of lists."""
    return [_unchanged(one) for one in outputs] or None if isinstance(outputs, list) else no_update
