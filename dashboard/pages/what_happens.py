"""What if this happened: purchases of a customer added or left out, or nothing until a day."""

from typing import Any
from urllib.parse import parse_qsl

import dash
import dash_mantine_components as dmc
from dash import Input, Output, State, callback, dcc, html, no_update

from dashboard.components import choose_customer, model_notice, notice
from dashboard.generation import current
from dashboard.labels import customer_name
from dashboard.store.customer import find_customer, newest_features
from dashboard.what_happens.form import (
    purchase_form,
    recent_sales_table,
    reset_link,
    scenario_url,
    until_form,
)
from dashboard.what_happens.result import result
from dashboard.what_happens.scenario import (
    NotPossible,
    Scenario,
    read_purchase,
    read_scenario,
    read_until,
)
from dashboard.what_if.comparison import ASSOCIATION
from dashboard.what_if.ways import ways
from data.formatting import day
from data.generations import NothingPublished

dash.register_page(
    __name__,
    path="/what-happens",
    name="What happens",
    title="spend30: what if this happened",
    in_navigation=False,
)

FIELDS = ("day", "amount", "store", "channel", "category")


def layout(customer: str | None = None, **query: str) -> html.Div:
    """Return the page of the customer and the scenario in the URL."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    if not customer:
        return choose_customer(
            "What if this happened …?", "; then choose “What if: change what happens”."
        )
    found, features = find_customer(generation, customer), newest_features(generation, customer)
    if not found:
        return html.Div(notice("Unknown customer", f"No customer has the id “{customer}”."))
    if not features or found["predicted_spend_30d"] is None:
        text = "This customer has no prediction yet, so there is nothing to compare with."
        return html.Div(notice("No prediction", text))
    problem = []
    try:
        scenario = read_scenario(query, features["cutoff_date"])
    except NotPossible as error:
        scenario = Scenario(features["cutoff_date"])
        problem = [notice("This scenario cannot be shown", f"{error} Here is what is known.")]
    return html.Div(
        [
            dcc.Store(id="scenario-customer", data=customer),
            # On the page, as its fields are: callbacks then wait for people, not for the page.
            dcc.Location(id="scenario-url", refresh="callback-nav"),
            dmc.Title(f"What if this happened to customer {customer_name(found)}?", order=2),
            ways(customer, is_about_sales=True),
            dmc.Text(
                f"Known before {day(features['cutoff_date'])}. Add purchases, leave some out, or "
                "let time pass: the features are computed anew from these sales, by the same SQL "
                f"as for all customers. {ASSOCIATION}",
                size="sm",
            ),
            *reset_link(customer, scenario, features),
            *problem,
            *model_notice(generation.model.manifest),
            *result(generation, found, features, scenario),
            dmc.SimpleGrid(
                [
                    purchase_form(generation, customer, scenario),
                    dmc.Stack(
                        [
                            until_form(scenario, features),
                            recent_sales_table(generation, customer, scenario, features),
                        ]
                    ),
                ],
                cols={"base": 1, "md": 2},
            ),
        ],
        className="page",
    )


@callback(
    Output("scenario-url", "href", allow_duplicate=True),
    *[Output(f"scenario-{name}", "error") for name in FIELDS],
    Input("scenario-add", "n_clicks"),
    *[State(f"scenario-{name}", "value") for name in FIELDS],
    State("scenario-promotion", "checked"),
    State("scenario-customer", "data"),
    State("scenario-url", "search"),
    prevent_initial_call=True,
)
def add(clicks: int | None, *states: Any) -> tuple:
    """Open the scenario with one more purchase, or say at the field what cannot be."""
    values, (is_promoted, customer, address) = states[: len(FIELDS)], states[len(FIELDS) :]
    scenario, cutoff = _shown(customer, address)
    if not clicks or scenario is None:
        return (no_update,) * (len(FIELDS) + 1)
    given = {**dict(zip(FIELDS, values, strict=True)), "is_promoted": is_promoted}
    try:
        longer = scenario.with_purchase(read_purchase(given, scenario.until))
    except NotPossible as error:
        return (no_update, *(str(error) if name == error.field else None for name in FIELDS))
    return (scenario_url(customer, longer, cutoff), *([None] * len(FIELDS)))


@callback(
    Output("scenario-url", "href"),
    Output("scenario-until", "error"),
    Input("scenario-until", "value"),
    State("scenario-customer", "data"),
    State("scenario-url", "search"),
    prevent_initial_call=True,
)
def let_time_pass(text: Any, customer: Any, address: Any) -> tuple:
    """Open the scenario with another day from which to predict, or say what cannot be."""
    scenario, cutoff = _shown(customer, address)
    if scenario is None:
        return no_update, no_update
    try:
        until = read_until(text, cutoff)
        for purchase in scenario.added:
            read_purchase(
                {**vars(purchase), "day": purchase.day.isoformat(), "store": purchase.store_id},
                until,
            )
    except NotPossible as error:
        return no_update, str(error)
    if until == scenario.until:
        return no_update, None
    later = Scenario(until, scenario.added, scenario.left_out)
    return scenario_url(customer, later, cutoff), None


def _shown(customer: Any, address: Any) -> tuple[Scenario | None, Any]:
    """Return the scenario in the address, and the scoring cutoff; None if it is no such page."""
    if not isinstance(customer, str) or not isinstance(address, str):
        return None, None
    features = newest_features(current(), customer)
    if not features:
        return None, None
    query = dict(parse_qsl(address.removeprefix("?")))
    try:
        return read_scenario(query, features["cutoff_date"]), features["cutoff_date"]
    except NotPossible:
        return Scenario(features["cutoff_date"]), features["cutoff_date"]
