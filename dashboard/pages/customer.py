"""Look a customer up: prediction, history, features."""

from typing import Any

import dash
import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import figures
from dashboard.components import model_notice, notice, prediction_cards
from dashboard.generation import Generation, current
from dashboard.labels import FAMILIES, customer_name, family, label, written
from dashboard.store.customer import (
    category_names,
    feature_descriptions,
    find_customer,
    newest_features,
    spend_history,
)
from dashboard.urls import what_if_url
from data.formatting import day
from data.generations import NothingPublished

dash.register_page(
    __name__, path="/customer", name="Customer", title="spend30: customer", in_navigation=False
)


def layout(customer: str | None = None, **_: str) -> html.Div:
    """Return the page of the customer in the URL, or of all of them."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    found = find_customer(generation, customer) if customer else None
    if found:
        content = _customer(generation, found)
    elif customer:
        text = f"No customer has the id “{customer}”. Search for a part of the id or the name."
        content = [notice("Unknown customer", text)]
    else:
        text = "Search for a part of the id or the name, or choose one from the list of customers."
        content = [notice("Which customer?", text)]
    return html.Div(content, className="page")


def _customer(generation: Generation, found: dict[str, Any]) -> list:
    features = newest_features(generation, found["customer_id"])
    return [
        _header(found),
        *_prediction(generation, found),
        *_history(generation, found),
        *([_features(generation, features)] if features else []),
    ]


def _header(found: dict[str, Any]) -> html.Div:
    facts = [
        ("Segment", found["rfm_segment"]),
        ("Loyalty status", found["loyalty_status"]),
        ("Retailer's segment", found["segment_id"]),
        ("Registered", day(found["customer_since"]) if found["customer_since"] else None),
        ("Little history", "the prediction rests on it" if found["has_little_history"] else None),
        ("Customer record", None if found["is_registered"] else "none: known from sales only"),
    ]
    badges = [
        dmc.Badge(f"{title}: {text}", variant="light", tt="none", size="lg", radius="sm")
        for title, text in facts
        if text
    ]
    return html.Div(
        [dmc.Title(f"Customer {customer_name(found)}", order=2), dmc.Group(badges, mt="xs")]
    )


def _prediction(generation: Generation, found: dict[str, Any]) -> list:
    if found["predicted_spend_30d"] is None:
        reason = (
            "This customer has not bought anything before the scoring date, so there is nothing "
            "to predict from."
            if found["features_cutoff_date"] is None
            else "The current model has not scored this customer: run `make score` and "
            "`make publish`."
        )
        return [notice("No prediction", reason)]
    rank = f"{found['predicted_rank']:,} of {found['ranked_customers']:,} by expected spend"
    return [
        dmc.Group(
            [
                dmc.Title(f"The 30 days from {day(found['features_cutoff_date'])}", order=3),
                dmc.Text(f"Rank {rank}", c="dimmed"),
                dcc.Link(
                    dmc.Button("What if …?", variant="light", size="compact-md"),
                    href=what_if_url(found["customer_id"]),
                ),
            ]
        ),
        prediction_cards(found, generation.model.manifest),
        *model_notice(generation.model.manifest),
    ]


def _history(generation: Generation, found: dict[str, Any]) -> list:
    blocks = spend_history(generation, found["customer_id"])
    if not blocks:
        return []
    return [
        dmc.Title("Spend over time", order=3),
        dcc.Graph(
            id="history",
            figure=figures.spend_history(blocks, found),
            config={"displaylogo": False, "displayModeBar": False},
        ),
    ]


def _features(generation: Generation, features: dict[str, Any]) -> html.Div:
    meanings = feature_descriptions(generation)
    categories = category_names(generation)
    columns = [name for name in features if name not in ("customer_id", "cutoff_date")]
    tables = [
        html.Div(
            [
                dmc.Title(title, order=4),
                dmc.Table(
                    dmc.TableTbody(
                        [
                            dmc.TableTr(
                                [
                                    dmc.TableTd(
                                        html.Span(label(name, categories), title=meanings.get(name))
                                    ),
                                    dmc.TableTd(written(name, features[name]), ta="right"),
                                ]
                            )
                            for name in columns
                            if family(name) == title
                        ]
                    ),
                    striped=True,
                    tabularNums=True,
                ),
            ]
        )
        for title in FAMILIES.values()
    ]
    return html.Div(
        [
            dmc.Title(f"Known before {day(features['cutoff_date'])}", order=3),
            dmc.Text("Point at a name to read what it means.", size="sm", c="dimmed"),
            dmc.SimpleGrid(tables, cols={"base": 1, "md": 2}, mt="sm"),
        ]
    )
