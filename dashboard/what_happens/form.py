"""The forms of the page on which sales are added and left out."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import table
from dashboard.generation import Generation
from dashboard.store.sales import (
    category_options,
    recent_sales,
    store_options,
    usual_purchase,
)
from dashboard.urls import page_url
from dashboard.what_happens.scenario import CHANNELS, LONGEST_DAYS, Scenario
from data.formatting import counted, currency, day, money

RECENT_SALES = 10
CHANNEL_NAMES = dict(zip(CHANNELS, ("In a store", "Web", "App", "Other"), strict=True))


def scenario_url(customer: str, scenario: Scenario, cutoff: Any) -> str:
    """Return the address of a scenario."""
    return page_url("/what-happens", customer=customer, **scenario.query(cutoff))


def reset_link(customer: str, scenario: Scenario, features: dict[str, Any]) -> list[dcc.Link]:
    """Return a link to what is known, where something differs from it."""
    if not scenario.query(features["cutoff_date"]):
        return []
    return [dcc.Link("Back to what is known", href=page_url("/what-happens", customer=customer))]


def purchase_form(generation: Generation, customer: str, scenario: Scenario) -> dmc.Paper:
    """Return the form that adds a purchase; it begins with a usual one."""
    usual = usual_purchase(generation, customer)
    return dmc.Paper(
        [
            dmc.Title("Add a purchase", order=3),
            dmc.DateInput(
                id="scenario-day",
                label="Day",
                description=f"Before {day(scenario.until)}",
                value=None,
                valueFormat="D MMM YYYY",
                clearable=True,
                mt="sm",
            ),
            dmc.NumberInput(
                id="scenario-amount",
                label=f"Amount ({currency()})",
                description="Below 0 for a return",
                value=round(usual.get("amount") or 0, 2) or None,
                decimalScale=2,
                thousandSeparator=",",
                mt="sm",
            ),
            dmc.Select(
                id="scenario-category",
                label="Category",
                data=category_options(generation),
                value=usual.get("category"),
                searchable=True,
                mt="sm",
            ),
            dmc.Select(
                id="scenario-store",
                label="Store",
                data=store_options(generation),
                value=usual.get("store_id"),
                searchable=True,
                clearable=True,
                limit=50,
                mt="sm",
            ),
            dmc.Select(
                id="scenario-channel",
                label="Channel",
                data=[{"value": key, "label": name} for key, name in CHANNEL_NAMES.items()],
                value=usual.get("channel") or CHANNELS[0],
                allowDeselect=False,
                mt="sm",
            ),
            dmc.Switch(id="scenario-promotion", label="Bought under a promotion", mt="md"),
            dmc.Button("Add the purchase", id="scenario-add", mt="md"),
        ],
        withBorder=True,
        p="md",
    )


def until_form(scenario: Scenario, features: dict[str, Any]) -> dmc.Paper:
    """Return the field of the day from which to predict."""
    return dmc.Paper(
        [
            dmc.Title("Let time pass", order=3),
            dmc.DateInput(
                id="scenario-until",
                label="Predict the 30 days from",
                description=(
                    f"{day(features['cutoff_date'])}, or up to {LONGEST_DAYS} days later: until "
                    "then nothing happens but what you add"
                ),
                value=scenario.until.isoformat(),
                valueFormat="D MMM YYYY",
                mt="sm",
            ),
        ],
        withBorder=True,
        p="md",
    )


def recent_sales_table(
    generation: Generation, customer: str, scenario: Scenario, features: dict[str, Any]
) -> html.Div:
    """Return the last sales, each with a link that leaves it out."""
    rows = []
    for sale in recent_sales(generation, customer, RECENT_SALES):
        is_out = sale["transaction_id"] in scenario.left_out
        other = scenario.leaving_out(sale["transaction_id"])
        rows.append(
            [
                day(sale["sale_date"]),
                sale["store_name"] or sale["store_id"] or "–",
                CHANNEL_NAMES[sale["channel"]],
                money(sale["amount"], 2),
                dcc.Link(
                    "Take in again" if is_out else "Leave out",
                    href=scenario_url(customer, other, features["cutoff_date"]),
                ),
            ]
        )
    return html.Div(
        [
            dmc.Title(f"The last {counted(len(rows), 'sale')}", order=3),
            table(["Day", "Store", "Channel", ">Amount", "Scenario"], rows),
        ]
    )
