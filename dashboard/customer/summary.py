"""Who the customer is and what is predicted, or why nothing is."""

import datetime as dt
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import model_notice, notice, prediction_cards
from dashboard.generation import Generation
from dashboard.labels import customer_name
from dashboard.store.customer_sales import first_sales
from dashboard.urls import events_url, what_if_url
from data.formatting import day

LITTLE_HISTORY = (
    "The first purchase is less than 30 days old, or it is the only one. The prediction then says "
    "more about new customers in general than about this one."
)


def header(found: dict[str, Any]) -> html.Div:
    """Return the name, what is known of the customer, and where to go from here."""
    facts = [
        ("Segment", found["rfm_segment"]),
        ("Loyalty status", found["loyalty_status"]),
        ("Retailer's segment", found["segment_id"]),
        ("Registered", day(found["customer_since"]) if found["customer_since"] else None),
        ("Home store", found["store_home_id"]),
        ("Customer record", None if found["is_registered"] else "none, known from sales only"),
    ]
    badges = [_badge(f"{title}: {text}") for title, text in facts if text]
    if found["has_little_history"]:
        badges.append(_badge("Little history"))
    parts = [dmc.Title(f"Customer {customer_name(found)}", order=2), dmc.Group(badges, gap="xs")]
    if found["has_little_history"]:
        parts.append(dmc.Text(["Little history: ", LITTLE_HISTORY], size="sm"))
    if found["features_cutoff_date"] is not None:
        parts.append(_links(found["customer_id"]))
    return html.Div(dmc.Stack(parts, gap="sm"))


def _badge(text: str) -> dmc.Badge:
    return dmc.Badge(text, variant="default", tt="none", size="lg", radius="sm", fw=500)


def _links(customer_id: str) -> dmc.Group:
    links = [
        ("What if: change figures", what_if_url(customer_id)),
        ("What if: change what happens", events_url(customer_id)),
    ]
    return dmc.Group([dcc.Link(text, href=url, className="button-link") for text, url in links])


def prediction(generation: Generation, found: dict[str, Any]) -> html.Section:
    """Return the prediction with its rank, or the reason why there is none."""
    if found["predicted_spend_30d"] is None:
        sales = first_sales(generation, found["customer_id"])
        return html.Section(notice("No prediction", why_none(found, sales)))
    rank = (
        f"Rank {found['predicted_rank']:,} of {found['ranked_customers']:,} customers by expected "
        "spend; 1 is the highest."
    )
    start = found["features_cutoff_date"]
    end = start + dt.timedelta(days=29)
    return html.Section(
        dmc.Stack(
            [
                dmc.Title(f"The 30 days from {day(start)}", order=3),
                dmc.Text(
                    f"Net spend until {day(end)}, foreseen from what was known before {day(start)}."
                    f" {rank}",
                    size="sm",
                ),
                prediction_cards(found, generation.model.manifest),
                *model_notice(generation.model.manifest),
            ],
            gap="sm",
        )
    )


def why_none(found: dict[str, Any], sales: dict[str, Any]) -> str:
    """Return why a customer has no prediction, and what to do.

    Args:
        found: a row of `store.customer.find_customer`.
        sales: `store.customer_sales.first_sales` of the customer.
    """
    cutoff = day(sales["cutoff_date"])
    first = sales["first_purchase_date"]
    if found["features_cutoff_date"] is not None:
        return (
            "The current model has not scored this customer: run `make score`, then `make publish`."
        )
    if first is not None:
        return (
            f"The first purchase was on {day(first)}, not before the scoring date {cutoff}. A run "
            "with a later scoring date will predict."
        )
    if sales["first_return_date"] is not None:
        return (
            f"Only returns are recorded, since {day(sales['first_return_date'])}, and no purchase: "
            "there is nothing to predict from."
        )
    return (
        f"No purchase of this customer is known before the scoring date {cutoff}, so there is "
        "nothing to predict from. The first purchase in the data changes that."
    )
