"""How good the model is, what it rests on, and whether it still fits."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import html

from dashboard.components import model_notice, notice
from dashboard.generation import Generation, current
from dashboard.link_bar import link_bar
from dashboard.model.accuracy import accuracy
from dashboard.model.calibration import calibration
from dashboard.model.card import card
from dashboard.model.drift import drift
from dashboard.model.importance import importance
from dashboard.store.model import tested_cutoffs
from dashboard.urls import page_url, part_of_query
from data.formatting import day
from data.generations import NothingPublished

dash.register_page(__name__, path="/model", name="Model", title="spend30: model", order=5)

SECTIONS = {
    "accuracy": "Accuracy",
    "calibration": "Calibration",
    "importance": "What it rests on",
    "drift": "Drift",
    "card": "Model card",
}


def layout(
    section: Any = None, cutoff: Any = None, feature: Any = None, show: Any = None, **_: Any
) -> html.Div:
    """Return the section in the URL, by default the accuracy; what is there twice is ignored."""
    section, cutoff, feature = (part_of_query(value) for value in (section, cutoff, feature))
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    chosen = section if section in SECTIONS else "accuracy"
    known = {row["cutoff_date"].isoformat() for row in tested_cutoffs(generation)}
    tested = cutoff if cutoff in known else None
    sections: dict[str, Callable[[], list]] = {
        "accuracy": lambda: accuracy(generation, tested),
        "calibration": lambda: calibration(generation, tested),
        "importance": lambda: importance(generation, feature, show_all=show == "all"),
        "drift": lambda: drift(generation, feature, show_all=show == "all"),
        "card": lambda: card(generation),
    }
    return html.Div(
        [
            *_head(generation),
            link_bar("Sections", _links(), SECTIONS[chosen]),
            *_unknown(section, cutoff, tested),
            *sections[chosen](),
        ],
        className="page",
    )


def _links() -> dict[str, str]:
    return {text: page_url("/model", section=name) for name, text in SECTIONS.items()}


def _head(generation: Generation) -> list:
    manifest = generation.model.manifest
    as_of = dt.date.fromisoformat(manifest["scoring_cutoff"])
    return [
        html.Div(
            [
                dmc.Title("How good is the model?", order=2),
                dmc.Text(
                    f"Model {generation.model.model_id}, made for the 30 days from {day(as_of)}. "
                    "Tested on windows that it had not seen, by models that knew nothing after "
                    "the first day of each.",
                    c="dimmed",
                ),
            ]
        ),
        *model_notice(manifest),
    ]


def _unknown(section: str | None, cutoff: str | None, tested: str | None) -> list:
    if section and section not in SECTIONS:
        text = f"There is no section “{section}”: this is the accuracy."
        return [notice("Unknown section", text)]
    if cutoff and not tested:
        text = f"The model was not tested at “{cutoff}”: this is the mean of all cutoffs."
        return [notice("Unknown cutoff", text)]
    return []
