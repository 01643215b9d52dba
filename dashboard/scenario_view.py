"""The parts of the page on which sales are added and left out."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import notice, prediction_cards, table
from dashboard.generation import Generation
from dashboard.labels import label, written
from dashboard.scenario import CHANNELS, LONGEST_DAYS, Scenario
from dashboard.scenario_outcome import Outcome, outcome
from dashboard.store.customer import category_names
from dashboard.store.sales import (
    category_options,
    recent_sales,
    store_options,
    usual_purchase,
)
from dashboard.urls import page_url
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


def result(
    generation: Generation, found: dict[str, Any], features: dict[str, Any], scenario: Scenario
) -> list:
    """Return what happens, and what is expected then beside what is expected now."""
    cutoff = features["cutoff_date"]
    if not scenario.query(cutoff):
        return [
            html.P("This is what is known today.", role="status"),
            prediction_cards(found, generation.model.manifest),
        ]
    made = outcome(generation, found["customer_id"], scenario)
    return [
        *_scenario_list(found["customer_id"], scenario, made, cutoff),
        *_prediction(generation, found, made, scenario),
        *_moved(generation, features, made),
    ]


def _scenario_list(
    customer: str, scenario: Scenario, made: Outcome, cutoff: Any
) -> list[dmc.Paper]:
    items = []
    for place, purchase in enumerate(scenario.added):
        refused = made.rejected.get(place)
        words = (
            f"{'Return' if purchase.amount < 0 else 'Purchase'} of {money(purchase.amount, 2)} on "
            f"{day(purchase.day)}: {purchase.category}, {CHANNEL_NAMES[purchase.channel].lower()}"
            + (f", store {purchase.store_id}" if purchase.store_id else "")
            + (", under a promotion" if purchase.is_promoted else "")
        )
        without = scenario_url(customer, scenario.without_purchase(place), cutoff)
        items.append(
            dmc.ListItem(
                [
                    words,
                    *([f". Not counted: {refused} (a rule of the warehouse)"] if refused else []),
                    " ",
                    dcc.Link("Take back", href=without),
                ]
            )
        )
    if scenario.left_out:
        verb = "is" if len(scenario.left_out) == 1 else "are"
        items.append(
            dmc.ListItem(f"{counted(len(scenario.left_out), 'known sale')} {verb} left out.")
        )
    if scenario.until != cutoff:
        others = "nothing else" if scenario.added else "nothing"
        items.append(
            dmc.ListItem(f"From {day(cutoff)} to the day before {day(scenario.until)}, {others}.")
        )
    return [
        dmc.Paper([dmc.Title("What happens", order=3), dmc.List(items)], withBorder=True, p="md")
    ]


def _prediction(
    generation: Generation, found: dict[str, Any], made: Outcome, scenario: Scenario
) -> list:
    if made.prediction is None:
        text = (
            f"Without a purchase before {day(scenario.until)} this would be no customer yet: there "
            "is nothing to predict from."
        )
        return [notice("No prediction", text)]
    expected, now = made.prediction["predicted_spend_30d"], found["predicted_spend_30d"]
    words = "more" if expected > now else "less"
    return [
        html.P(
            f"Expected in the 30 days from {day(scenario.until)}: {money(expected, 2)}, "
            f"{money(abs(expected - now), 2)} {words} than now ({money(now, 2)} from "
            f"{day(found['features_cutoff_date'])}).",
            role="status",
        ),
        prediction_cards(made.prediction, generation.model.manifest, before=found),
        *(
            [notice("The model knows no such customer", " ".join(made.remarks))]
            if made.remarks
            else []
        ),
    ]


def _moved(generation: Generation, before: dict[str, Any], made: Outcome) -> list:
    """Return the features that changed, in the order of the mart."""
    if made.features is None:
        return []
    names = category_names(generation)
    changed = [
        name
        for name, value in made.features.items()
        if name not in ("customer_id", "cutoff_date")
        and written(name, value) != written(name, before[name])
    ]
    if not changed:
        return []
    rows = [
        [label(name, names), written(name, before[name]), written(name, made.features[name])]
        for name in changed
    ]
    item = dmc.AccordionItem(
        [
            dmc.AccordionControl(f"{len(rows):,} features changed"),
            dmc.AccordionPanel(table(["Feature", ">Now", ">What if"], rows)),
        ],
        value="features",
    )
    return [dmc.Accordion(item, variant="separated")]


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
            dmc.Title(f"The last {len(rows)} sales", order=3),
            table(["Day", "Store", "Channel", ">Amount", "Scenario"], rows),
        ]
    )
