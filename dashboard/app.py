"""The Dash application: frame, navigation, and what to say when something goes wrong."""

import datetime as dt
import logging

import dash
import dash_mantine_components as dmc
from dash import Dash, dcc, html, set_props

from dashboard.generation import current
from data.formatting import day
from data.generations import NothingPublished

LOG = logging.getLogger(__name__)


def create_app() -> Dash:
    """Return the application; it shows what is published under ``DATA_DIR``."""
    app = Dash(
        __name__,
        use_pages=True,
        title="spend30",
        update_title=None,
        # Each page brings its own fields; a callback waits for them.
        suppress_callback_exceptions=True,
        health_endpoint="health",
        enable_mcp=False,
        on_error=_say_what_went_wrong,
    )
    app.layout = _frame
    return app


def _frame() -> dmc.MantineProvider:
    links = [
        dcc.Link(page["name"], href=page["relative_path"], className="nav-link")
        for page in sorted(dash.page_registry.values(), key=lambda page: page["path"])
        if page["path"] == "/"
    ]
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            html.Header(
                dmc.Container(
                    dmc.Group(
                        [
                            dmc.Text("spend30", fw=700, size="xl"),
                            html.Nav(links),
                            dmc.Text(_published(), size="sm", c="dimmed", ml="auto"),
                        ]
                    ),
                    size="lg",
                ),
                className="header",
            ),
            html.Div(id="problem", role="alert"),
            dmc.Container(html.Main(dash.page_container), size="lg", py="lg"),
        ]
    )


def _published() -> str:
    try:
        manifest = current().manifest
    except NothingPublished:
        return "nothing published"
    as_of = dt.date.fromisoformat(manifest["scoring_cutoff"])
    return f"As of {day(as_of)} · model {manifest['model_id']}"


def _say_what_went_wrong(error: Exception) -> None:
    """Show a sentence instead of a traceback; the traceback goes to the log."""
    LOG.error("callback failed", exc_info=error)
    text = (
        str(error)
        if isinstance(error, NothingPublished)
        else "That did not work. Reload the page; if it happens again, read the server's log."
    )
    set_props("problem", {"children": dmc.Alert(text, title="Sorry", color="red", m="md")})
