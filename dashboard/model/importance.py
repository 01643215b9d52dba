"""What the forecast rests on."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import notice, plot, table
from dashboard.generation import Generation
from dashboard.link_bar import link_bar, share_bar
from dashboard.model import figures as model_figures
from dashboard.model.words import input_name
from dashboard.store import model as store
from dashboard.store.customer import category_names
from dashboard.urls import page_url
from data.formatting import money, percent

DIRECTIONS = {"raises": "the more, the higher", "lowers": "the more, the lower"}


def importance(generation: Generation, feature: str | None, *, show_all: bool) -> list:
    """Return the section, with the partial dependence of an input."""
    rows = store.importance(generation, None if show_all else store.IMPORTANT)
    if not rows:
        text = (
            "A simple rule makes these forecasts, for want of history: what it looks at is in the "
            "model card. With more history, `make run` trains a model whose inputs stand here."
        )
        return [notice("Nothing to weigh", text, "gray")]
    return [
        dmc.Title("What moves a forecast", order=3),
        _table(generation, rows),
        dmc.Text(
            "How far the input moves the expected spend of a customer, on average (SHAP values). "
            "Of two inputs that say the same, the model may look at either. None of it is the "
            "effect of an action.",
            size="sm",
            c="dimmed",
        ),
        *([] if show_all else [_all_link()]),
        *_dependence(generation, feature),
    ]


def _table(generation: Generation, rows: list[dict[str, Any]]) -> html.Div:
    categories = category_names(generation)
    largest = rows[0]["mean_absolute_contribution"] or 1
    return table(
        ["Input", "Weight", ">Moves a forecast by", ">Of all moves", "Which way"],
        [
            [
                html.Div(
                    [
                        dmc.Text(input_name(row["feature"], categories), size="sm", fw=500),
                        dmc.Text(row["in_words"] or "", size="xs", className="in-words"),
                    ]
                ),
                share_bar(row["mean_absolute_contribution"] / largest),
                money(row["mean_absolute_contribution"], 2),
                percent(row["share"], 1),
                DIRECTIONS.get(row["direction"], "–"),
            ]
            for row in rows
        ],
        "The inputs of the model, the most important first",
    )


def _all_link() -> dcc.Link:
    return dcc.Link("Show every input", href=page_url("/model", section="importance", show="all"))


def _dependence(generation: Generation, feature: str | None) -> list:
    known = store.dependent_inputs(generation)
    if not known:
        return []
    categories = category_names(generation)
    chosen = feature if feature in known else known[0]
    names = {name: input_name(name, categories) for name in known}
    links = {
        text: page_url("/model", section="importance", feature=name) for name, text in names.items()
    }
    unknown = feature and feature not in known
    text = "The answer is known for the most important numbers only: choose one of these."
    return [
        dmc.Title("What if everybody had the same value?", order=3),
        *([notice("Not known for this input", text, "gray")] if unknown else []),
        link_bar("Input", links, names[chosen]),
        plot(
            model_figures.dependence(
                chosen, names[chosen], store.partial_dependence(generation, chosen)
            ),
            "dependence",
            "Mean expected spend in the next 30 days if this input had the same value for every "
            "customer and all others stayed as they are (partial dependence).",
        ),
    ]
