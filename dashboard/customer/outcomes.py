"""What would have been foreseen for the customer at past dates, beside what happened."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import plot, table
from dashboard.figures.outcomes import outcomes as outcomes_figure
from dashboard.generation import Generation
from dashboard.store.customer import past_forecasts
from data.formatting import day, money
from ml.model import MODEL_NAME

MEANING = (
    "At each date a model that was trained only on what was over by then foresaw the net spend of "
    "the 30 days that followed."
)
NONE = (
    "There is no past forecast to compare: the first purchase is too recent, or the history is too "
    "short for a backtest."
)


def outcomes(generation: Generation, customer_id: str) -> html.Section:
    """Return the section; a sentence where the customer was never tested."""
    title = dmc.Title("Past forecasts beside what happened", order=3)
    rows = past_forecasts(generation, customer_id, MODEL_NAME)
    if not rows:
        return html.Section(dmc.Stack([title, dmc.Text(NONE)], gap="sm"))
    head = ["30 days from", ">Expected", ">Spent", ">80 % interval", "Spent lies …"]
    cells = [
        [
            day(row["cutoff_date"]),
            money(row["predicted_spend_30d"], 2),
            money(row["actual_spend_30d"], 2),
            _interval(row),
            verdict(row),
        ]
        for row in rows
    ]
    return html.Section(
        dmc.Stack(
            [
                title,
                dmc.Text(f"{MEANING} {hits(rows)}", size="sm"),
                plot(
                    outcomes_figure(rows),
                    "outcomes",
                    "Dashes: expected, with the 80 % interval; dots: what was spent. "
                    "The table below holds the figures.",
                ),
                table(head, cells),
            ],
            gap="sm",
        )
    )


def _interval(row: dict[str, Any]) -> str:
    low, high = row["predicted_spend_30d_low"], row["predicted_spend_30d_high"]
    return "–" if low is None or high is None else f"{money(low)} to {money(high)}"


def verdict(row: dict[str, Any]) -> str:
    """Return in words where the actual spend lies."""
    if row["is_inside"] is None:
        return "no interval"
    if row["is_inside"]:
        return "in the interval"
    below = row["actual_spend_30d"] < row["predicted_spend_30d_low"]
    return "below the interval" if below else "above the interval"


def hits(rows: list[dict[str, Any]]) -> str:
    """Return how often the interval held; empty without intervals."""
    judged = [row["is_inside"] for row in rows if row["is_inside"] is not None]
    if not judged:
        return ""
    return f"The interval held {sum(judged)} of {len(judged)} times; 80 of 100 are meant."
