"""What the prediction is made of, in currency: a waterfall whose steps add up to it."""

from collections.abc import Mapping
from itertools import accumulate, pairwise
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import notice
from dashboard.customer.bars import bar_cell
from dashboard.generation import Generation
from dashboard.labels import label, written
from dashboard.store.customer import explanation
from data.formatting import money

MEANING = (
    "Each step is what the model made of one figure of this customer: it raises or lowers the "
    "expected spend, and the steps add up to it. They are associations, not causes: changing a "
    "figure need not change what the customer spends."
)


def why(
    generation: Generation,
    found: Mapping[str, Any],
    features: Mapping[str, Any],
    categories: Mapping[str, str],
) -> html.Section:
    """Return the section; a sentence where a simple rule predicts.

    Args:
        generation: the published one.
        found: a row of `store.customer.find_customer`, with a prediction.
        features: the customer's newest row of `marts.customer_features`.
        categories: slug -> name of a category.
    """
    title = dmc.Title("Why this prediction", order=3)
    parts = explanation(generation, found["customer_id"])
    if not parts:
        text = (
            "There are no steps to show: a simple rule predicts, or the explanations are older "
            "than the prediction (then run `make score` and `make publish`)."
        )
        return html.Section(dmc.Stack([title, notice("Nothing to explain", text)], gap="sm"))
    rows = [
        (*_words(part, features, categories), part["part"], part["contribution"]) for part in parts
    ]
    return html.Section(
        dmc.Stack([title, dmc.Text(MEANING, size="sm"), _waterfall(rows)], gap="sm")
    )


def _words(
    part: Mapping[str, Any], features: Mapping[str, Any], categories: Mapping[str, str]
) -> tuple[str, str]:
    """Return what a part is called, and its value or what it means."""
    if part["part"] == "base":
        return "Start", "The same for every customer"
    if part["part"] == "rest":
        return "The rest", "All other figures together"
    name = part["feature"]
    value = features[name] if name in features else part["feature_value"]
    return label(name, categories), written(name, value) if value is not None else "no value"


def steps(contributions: list[float]) -> list[tuple[float, float]]:
    """Return where each step of a waterfall begins and how long it is, as shares of its range.

    The range holds 0 and every intermediate sum; the total is the last bar, from 0.
    """
    sums = [0.0]
    for amount in contributions:
        sums.append(sums[-1] + amount)
    lowest = min(sums)
    width = (max(sums) - lowest) or 1.0
    ends = [*pairwise(sums), (0.0, sums[-1])]
    return [((min(pair) - lowest) / width, abs(pair[1] - pair[0]) / width) for pair in ends]


def _waterfall(rows: list[tuple[str, str, str, float]]) -> html.Table:
    amounts = [amount for *_, amount in rows]
    *places, whole = steps(amounts)
    sums = [money(so_far, 2) for so_far in accumulate(amounts)]
    lines = [
        _row((name, detail), _signed(part, amount), bar_cell(*place, _kind(part, amount), so_far))
        for (name, detail, part, amount), place, so_far in zip(rows, places, sums, strict=True)
    ]
    total = ("Expected spend", "Start and all steps together")
    lines.append(_row(total, sums[-1], bar_cell(*whole, "neutral"), "waterfall-total"))
    head = html.Tr(
        [
            html.Th("Figure and its value", scope="col"),
            html.Th("Adds", scope="col", className="number"),
            html.Th("Sum so far", scope="col"),
        ]
    )
    caption = html.Caption("From the common start to the expected spend, step by step, in currency")
    return html.Table([caption, html.Thead(head), html.Tbody(lines)], className="lines waterfall")


def _row(name: tuple[str, str], amount: str, sum_so_far: html.Td, class_name: str = "") -> html.Tr:
    said = html.Th([name[0], html.Span(name[1], className="detail")], scope="row")
    return html.Tr([said, html.Td(amount, className="number"), sum_so_far], className=class_name)


def _signed(part: str, amount: float) -> str:
    return money(amount, 2) if part == "base" or amount < 0 else f"+{money(amount, 2)}"


def _kind(part: str, amount: float) -> str:
    return "neutral" if part == "base" else "more" if amount >= 0 else "less"
