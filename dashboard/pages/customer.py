"""One customer: prediction, why, past forecasts, history, features."""

from typing import Any

import dash
from dash import html

from dashboard.components import choose_customer, notice
from dashboard.customer.features import features
from dashboard.customer.outcomes import outcomes
from dashboard.customer.sales import history
from dashboard.customer.summary import header, prediction
from dashboard.customer.why import why
from dashboard.generation import Generation, current
from dashboard.store.customer import category_names, find_customer, newest_features
from data.generations import NothingPublished

dash.register_page(
    __name__, path="/customer", name="Customer", title="spend30: customer", in_navigation=False
)


def layout(customer: Any = None, **_: Any) -> html.Div:
    """Return the page of the customer in the URL; a sentence where there is none."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    # An address that names several customers gives a list.
    customer_id = customer if isinstance(customer, str) else None
    found = find_customer(generation, customer_id) if customer_id else None
    if found:
        content = sections(generation, found)
    elif customer_id:
        text = f"No customer has the id “{customer_id}”. Search for a part of the id or the name."
        content = [notice("Unknown customer", text)]
    else:
        return choose_customer("A customer", ".")
    return html.Div(content, className="page customer")


def sections(generation: Generation, found: dict[str, Any]) -> list:
    """Return what is shown of a customer, a row of `store.customer.find_customer`."""
    newest = newest_features(generation, found["customer_id"])
    categories = category_names(generation)
    is_predicted = found["predicted_spend_30d"] is not None
    return [
        header(found),
        prediction(generation, found),
        *([why(generation, found, newest or {}, categories)] if is_predicted else []),
        *([outcomes(generation, found["customer_id"])] if newest else []),
        *history(generation, found),
        *([features(generation, newest, categories)] if newest else []),
    ]
