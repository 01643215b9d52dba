"""The model card."""

import re

from dash import dcc, html

from dashboard.generation import Generation
from ml.card import model_card


def card(generation: Generation) -> list:
    """Return the card of the model that is shown; its headings stand below those of the page."""
    text = re.sub(r"^(#+ )", r"##\1", model_card(generation.model.manifest), flags=re.MULTILINE)
    return [html.Div(dcc.Markdown(text, className="model-card"), className="scrolls")]
