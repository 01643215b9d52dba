"""Change a customer's figures and predict again."""

from typing import Any

import dash
import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, callback, clientside_callback, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard.components import choose_customer, model_notice, notice
from dashboard.generation import Generation, current
from dashboard.labels import customer_name
from dashboard.store.customer import category_names, find_customer
from dashboard.what_if.answer import Answer, Form, answer, open_form, remember, scored, take_link
from dashboard.what_if.comparison import ASSOCIATION, Comparison, comparison_cards, moved_table
from dashboard.what_if.form import changes_in_words
from dashboard.what_if.form import form as form_fields
from dashboard.what_if.rules import as_number, changed
from dashboard.what_if.ways import ways
from data.formatting import day, money
from data.generations import NothingPublished
from ml.features import FeatureError

dash.register_page(__name__, path="/what-if", name="What if", title="spend30: what if", order=2)

TODAY = "These are today's figures."
IMPOSSIBLE = (
    "Result of your last valid figures. No customer can have what stands in the fields: see the "
    "text in red."
)
GONE = "This customer is no longer published: reload the page."


def layout(customer: str | None = None, **query: str) -> html.Div:
    """Return the form for the customer in the URL, with the changes in it."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    if not customer:
        return choose_customer("What if a customer …?", "; then choose “What if: change figures”.")
    found = find_customer(generation, customer)
    if not found:
        return html.Div(notice("Unknown customer", f"No customer has the id “{customer}”."))
    form = open_form(generation, customer)
    if not form or found["predicted_spend_30d"] is None:
        text = "This customer has no prediction, so there is nothing to change."
        return html.Div(notice("No prediction", text))
    values, is_possible = take_link(form, query)
    try:
        comparison = scored(form, values)
    except FeatureError as error:
        return html.Div(notice("The model does not take this customer", str(error)))
    return html.Div(
        [
            dcc.Store(id="what-if-customer", data=customer),
            dcc.Store(id="what-if-memory", data=remember(form, values, values, None)),
            _head(form, found),
            *model_notice(generation.model.manifest),
            *([] if is_possible else [_bad_link()]),
            html.P(
                _status(form, values, comparison), id="what-if-status", role="status",
                className="what-if-status",
            ),
            html.Section(
                comparison_cards(comparison), id="what-if-result", **{"aria-label": "Prediction"}
            ),
            _toolbar(),
            form_fields(form.now, values, form.limits),
            html.Section(
                moved_table(comparison, category_names(generation)),
                id="what-if-moved",
                **{"aria-label": "What moved it"},
            ),
            dmc.Text(
                "Follow as well: orders and spend of the windows in between, days with a purchase, "
                "days between purchases, trends, spend by week, all-time figures, scores and "
                "segment. Categories, stores and points stay as they are.",
                size="sm",
            ),
        ],
        className="page",
    )  # fmt: skip


def _head(form: Form, found: dict[str, Any]) -> html.Div:
    return html.Div(
        [
            dmc.Title(f"What if customer {customer_name(found)} …?", order=2),
            ways(form.customer_id, is_about_sales=False),
            dmc.Text(
                f"Known before {day(form.features['cutoff_date'])}, for the 30 days from then. "
                + ASSOCIATION,
                size="sm",
                mt="xs",
            ),
        ]
    )


def _bad_link() -> dmc.Alert:
    text = "No customer can have the figures in this link: below are today's."
    return notice("Link not taken", text)


def _toolbar() -> dmc.Group:
    return dmc.Group(
        [
            dmc.Title("Figures of the customer", order=3),
            dmc.Group(
                [
                    dmc.CopyButton(
                        "Copy link", copiedChildren="Copied", id="what-if-copy", value="",
                        variant="default", size="compact-md",
                    ),
                    dmc.Button(
                        "Back to today's figures", id="what-if-reset", variant="default",
                        size="compact-md", n_clicks=0,
                    ),
                ],
                gap="xs",
            ),
        ],
        justify="space-between",
    )  # fmt: skip


def _status(form: Form, values: dict[str, float], comparison: Comparison) -> str | list:
    names = changed(values, form.now)
    if not names:
        return TODAY
    difference = round(comparison.difference, 2)
    amount = f"{money(abs(difference), 2)} {'more' if difference > 0 else 'less'} than now"
    expected = money(comparison.what_if["predicted_spend_30d"], 2)
    return [
        html.Strong(f"Expected spend {expected}: {amount if difference else 'as much as now'}. "),
        html.Span(f"Changed: {changes_in_words(names)}."),
    ]


@callback(
    Output({"what-if": ALL}, "value"),
    Output({"what-if": ALL}, "error"),
    Output("what-if-status", "children"),
    Output("what-if-result", "children"),
    Output("what-if-moved", "children"),
    Output("what-if-result", "className"),
    Output("what-if-moved", "className"),
    Output("what-if-memory", "data"),
    Input({"what-if": ALL}, "value"),
    Input({"what-if-back": ALL}, "n_clicks"),
    Input("what-if-reset", "n_clicks"),
    State({"what-if": ALL}, "id"),
    State("what-if-memory", "data"),
    State("what-if-customer", "data"),
    prevent_initial_call=True,
)
def predict(  # noqa: PLR0917 - Dash gives arguments by place
    values: list, backs: list, resets: int, ids: list, memory: Any, customer_id: Any
) -> tuple:
    """Predict with the changed figures, or say at each field why they cannot be."""
    # As many answers as are asked for, whatever else is sent.
    fields = len(ctx.outputs_list[0])
    if not all(isinstance(one, list) and len(one) == fields for one in ctx.outputs_list[:2]):
        raise PreventUpdate
    names = [one.get("what-if") if isinstance(one, dict) else None for one in ids or []]
    form = open_form(current(), customer_id) if isinstance(customer_id, str) else None
    is_same = form and len(values or []) == len(names) and set(names) == set(form.limits.inputs)
    if not is_same or not fields == len(names) == len(form.limits.inputs):
        return _nothing(fields, GONE)
    given = dict(zip(names, values, strict=True))
    asked, memory = _after_reset(form, given, memory)
    try:
        found = answer(form, asked, memory)
    except FeatureError as error:
        return _nothing(fields, str(error))
    written = [
        no_update if found.values[name] == as_number(given[name]) else found.values[name]
        for name in names
    ]
    errors = [found.wrong.get(name) for name in names]
    return (written, errors, *_shown(form.generation, form, found))


def _shown(generation: Generation, form: Form, found: Answer) -> tuple:
    if found.comparison is None:
        return IMPOSSIBLE, no_update, no_update, "stale", "stale", no_update
    return (
        _status(form, found.values, found.comparison),
        comparison_cards(found.comparison),
        moved_table(found.comparison, category_names(generation)),
        "",
        "",
        found.memory,
    )


def _nothing(fields: int, text: str) -> tuple:
    keep = [no_update] * fields
    return keep, keep, text, no_update, no_update, "stale", "stale", no_update


def _after_reset(form: Form, given: dict[str, Any], memory: Any) -> tuple[dict[str, Any], Any]:
    """Return the values after a reset, if that was asked, and what is remembered."""
    # A field that is left tells its value at the same time as the button that is pressed.
    asked = list(ctx.triggered_prop_ids.values())
    if "what-if-reset" in asked:
        return dict(form.now), None
    back = [one["what-if-back"] for one in asked if isinstance(one, dict) and "what-if-back" in one]
    return {**given, **{name: form.now[name] for name in back if name in form.now}}, memory


# The address follows the form, without a request: the page must not be made anew while one types.
clientside_callback(
    """
    function (memory) {
        const link = new URL((memory || {}).link || "", window.location.href);
        if (link.pathname === window.location.pathname) {
            window.history.replaceState(window.history.state, "", link);
        }
        return link.href;
    }
    """,
    Output("what-if-copy", "value"),
    Input("what-if-memory", "data"),
)
