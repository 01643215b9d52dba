"""What a scenario is, and what is expected then beside what is expected now."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import notice, prediction_cards, table
from dashboard.generation import Generation
from dashboard.labels import label, written
from dashboard.store.customer import category_names
from dashboard.what_happens.form import CHANNEL_NAMES, scenario_url
from dashboard.what_happens.outcome import Outcome, outcome
from dashboard.what_happens.scenario import Scenario
from dashboard.what_if.comparison import compare, comparison_cards, moved_table
from data.formatting import counted, day, money
from ml.model import PREDICTIONS

EXPECTED = PREDICTIONS[0]


def result(
    generation: Generation, found: dict[str, Any], features: dict[str, Any], scenario: Scenario
) -> list:
    """Return what happens, and what is expected then beside what is expected now."""
    cutoff = features["cutoff_date"]
    if not scenario.query(cutoff):
        return [
            html.P("This is what is known today.", role="status", className="what-if-status"),
            prediction_cards(found, generation.model.manifest),
        ]
    made = outcome(generation, found["customer_id"], scenario)
    return [
        *_scenario_list(found["customer_id"], scenario, made, cutoff),
        *_prediction(generation, features, made, scenario),
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
        items.append(dmc.ListItem(f"Left out: {counted(len(scenario.left_out), 'known sale')}."))
    if scenario.until != cutoff:
        others = "nothing else" if scenario.added else "nothing"
        items.append(
            dmc.ListItem(f"From {day(cutoff)} to the day before {day(scenario.until)}, {others}.")
        )
    return [
        dmc.Paper([dmc.Title("What happens", order=3), dmc.List(items)], withBorder=True, p="md")
    ]


def _prediction(
    generation: Generation, before: dict[str, Any], made: Outcome, scenario: Scenario
) -> list:
    if made.features is None:
        text = (
            f"Without a purchase before {day(scenario.until)} this would be no customer yet: there "
            "is nothing to predict from."
        )
        return [notice("No prediction", text)]
    compared = compare(generation.model, before, made.features)
    expected, now = compared.what_if[EXPECTED], compared.now[EXPECTED]
    difference = round(expected - now, 2)
    words = f"{money(abs(difference), 2)} {'more' if difference > 0 else 'less'} than now"
    names = category_names(generation)
    return [
        html.P(
            f"Expected in the 30 days from {day(scenario.until)}: {money(expected, 2)}, "
            f"{words if difference else 'as much as now'} ({money(now, 2)} from "
            f"{day(before['cutoff_date'])}).",
            role="status",
            className="what-if-status",
        ),
        comparison_cards(compared),
        *(
            [notice("The model knows no such customer", " ".join(made.remarks))]
            if made.remarks
            else []
        ),
        moved_table(compared, names),
        *_changed(before, made, names),
    ]


def _changed(before: dict[str, Any], made: Outcome, names: dict[str, str]) -> list:
    """Return the features that changed, in the order of the mart."""
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
