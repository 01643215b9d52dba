"""Change a customer's figures and predict again."""

from typing import Any

import dash
import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from dashboard.components import model_notice, notice, prediction_cards
from dashboard.generation import Generation, current
from dashboard.labels import customer_name, label
from dashboard.store.customer import find_customer, newest_features
from dashboard.store.what_if import what_if_features, what_if_limits
from dashboard.urls import customer_url
from dashboard.what_if import INPUTS, ORDERS, RECENCY, SPEND, Limits, changed, problems
from data.formatting import day, money
from data.generations import NothingPublished
from ml.predict import predict_spend

dash.register_page(__name__, path="/what-if", name="What if", title="spend30: what if", order=2)

GROUPS = {"Last purchase": (RECENCY,), "Number of orders": ORDERS, "Net spend": SPEND}


def layout(customer: str | None = None, **_: str) -> html.Div:
    """Return the form for the customer in the URL."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    if not customer:
        text = "Find a customer on the page Customer, then choose “What if …?”."
        return html.Div(notice("Which customer?", text))
    found, features = find_customer(generation, customer), newest_features(generation, customer)
    if not found:
        return html.Div(notice("Unknown customer", f"No customer has the id “{customer}”."))
    if not features or found["predicted_spend_30d"] is None:
        text = "This customer has no prediction, so there is nothing to change."
        return html.Div(notice("No prediction", text))
    limits = _limits(generation, features)
    return html.Div(
        [
            dcc.Store(id="what-if-customer", data=customer),
            dmc.Title(f"What if customer {customer_name(found)} …?", order=2),
            dmc.Text(
                f"As of {day(features['cutoff_date'])}. Change figures and read what the model "
                "expects of such a customer. This shows what goes together in past sales, not "
                "the effect of an action.",
            ),
            dcc.Link("Back to the customer", href=customer_url(customer)),
            *model_notice(generation.model.manifest),
            html.P("These are today's figures.", id="what-if-status", role="status"),
            dcc.Loading(
                html.Div(
                    prediction_cards(found, generation.model.manifest, before=found),
                    id="what-if-result",
                ),
                overlay_style={"visibility": "visible", "opacity": 0.5},
                delay_show=200,
            ),
            dmc.SimpleGrid(
                [_group(title, names, features, limits) for title, names in GROUPS.items()],
                cols={"base": 1, "md": 3},
            ),
            dmc.Text(
                "Average order, days with a purchase, days between purchases, spend by week, "
                "all-time figures, scores and segment follow from these; categories stay as they "
                "are.",
                size="sm",
                c="dimmed",
            ),
            dmc.Group(
                [dmc.Button("Back to today's figures", id="what-if-reset", variant="default")]
            ),
        ],
        className="page",
    )


def _group(title: str, names: tuple[str, ...], features: dict, limits: Limits) -> dmc.Paper:
    return dmc.Paper(
        [dmc.Title(title, order=4), *(_field(name, features[name], limits) for name in names)],
        withBorder=True,
        p="md",
    )


def _field(name: str, value: Any, limits: Limits) -> dmc.NumberInput:
    smallest, largest = limits.of(name)
    is_money = name in SPEND
    return dmc.NumberInput(
        id={"what-if": name},
        label=label(name),
        description=_range(name, smallest, largest),
        value=float(value) if is_money else int(value),
        # Orders and days too: 2.5 must reach the check, not turn into 25.
        decimalScale=2,
        fixedDecimalScale=is_money,
        thousandSeparator=",",
        clampBehavior="none",
        debounce=400,
        mt="sm",
    )


def _range(name: str, smallest: float, largest: float) -> str:
    if name in SPEND:
        return f"{money(smallest)} to {money(largest)}"
    return f"{smallest:,.0f} to {largest:,.0f} {'days' if name == RECENCY else 'orders'}"


def _limits(generation: Generation, features: dict[str, Any]) -> Limits:
    return Limits(
        maxima=what_if_limits(generation, list(INPUTS)),
        tenure_days=features["rfm_tenure_days"],
        return_amount=float(features["rfm_return_amount_365d"]),
        older_orders=features["rfm_orders_all"] - features["rfm_orders_365d"],
    )


@callback(
    Output({"what-if": ALL}, "error"),
    Output("what-if-status", "children"),
    Output("what-if-result", "children"),
    Output("what-if-result", "className"),
    Input({"what-if": ALL}, "value"),
    State({"what-if": ALL}, "id"),
    State("what-if-customer", "data"),
    prevent_initial_call=True,
)
def predict(values: list, ids: list, customer_id: str) -> tuple:
    """Predict with the changed figures, or say at each field why they cannot be."""
    generation = current()
    names = [field["what-if"] for field in ids]
    given = dict(zip(names, values, strict=True))
    found, features = (
        find_customer(generation, customer_id),
        newest_features(generation, customer_id),
    )
    if not found or not features or set(names) != set(INPUTS):
        return [None] * len(names), "This customer is no longer published.", no_update, "stale"
    wrong = problems(given, _limits(generation, features))
    errors = [wrong.get(name) for name in names]
    if wrong:
        status = (
            "No customer can have these figures: see the fields in red. Last valid result below."
        )
        return errors, status, no_update, "stale"
    different = changed(given, features)
    if not different:
        return (
            errors,
            "These are today's figures.",
            prediction_cards(found, generation.model.manifest, before=found),
            "",
        )
    row = what_if_features(generation, customer_id, given)
    (prediction,) = predict_spend(row, generation.model).to_dict("records")
    status = "Predicted anew with: " + ", ".join(different).lower() + "."
    return errors, status, prediction_cards(prediction, generation.model.manifest, before=found), ""


@callback(
    Output({"what-if": ALL}, "value"),
    Input("what-if-reset", "n_clicks"),
    State({"what-if": ALL}, "id"),
    State("what-if-customer", "data"),
    prevent_initial_call=True,
)
def reset(clicks: int | None, ids: list, customer_id: str) -> list:
    """Put today's figures back."""
    features = newest_features(current(), customer_id) if ctx.triggered_id and clicks else None
    if not features:
        return [no_update] * len(ids)
    return [float(features[field["what-if"]]) for field in ids]
