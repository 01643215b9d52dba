"""Pieces of a page that more than one page shows."""

import math
from typing import Any

import dash_mantine_components as dmc
from dash import html

from data.formatting import money
from ml.model import PREDICTIONS

MEANINGS = {
    "Expected spend": "The mean: adds up to totals.",
    "Typical spend": "The median: half of such customers spend less.",
    "80 % interval": "In 8 of 10 cases the spend lies in it.",
    "Chance of a purchase": "At least one purchase in the 30 days.",
}


def prediction_cards(prediction: dict[str, Any], before: dict[str, Any] | None = None) -> html.Div:
    """Return the prediction as four cards, each with what it was before, if given.

    Args:
        prediction: the columns `ml.model.PREDICTIONS`; None or NaN where there is none.
        before: the same, for comparison.
    """
    now = _figures(prediction)
    earlier = _figures(before) if before else {}
    cards = [
        dmc.Paper(
            [
                dmc.Text(title, size="sm", c="dimmed"),
                dmc.Text(text, size="xl", fw=700, className="figure"),
                dmc.Text(
                    f"now {earlier[title]}" if earlier else MEANINGS[title], size="xs", c="dimmed"
                ),
            ],
            withBorder=True,
            p="md",
        )
        for title, text in now.items()
    ]
    return html.Div(dmc.SimpleGrid(cards, cols={"base": 1, "xs": 2, "md": 4}))


def _figures(prediction: dict[str, Any]) -> dict[str, str]:
    expected, typical, low, high, chance = (prediction[name] for name in PREDICTIONS)
    has_chance = chance is not None and not math.isnan(chance)
    return {
        "Expected spend": money(expected, 2),
        "Typical spend": money(typical, 2),
        "80 % interval": f"{money(low)} to {money(high)}" if has_chance else "–",
        "Chance of a purchase": _chance(chance) if has_chance else "–",
    }


def _chance(probability: float) -> str:
    """Return a probability in percent; nothing in the future is certain."""
    percent = round(100 * probability)
    return "over 99 %" if percent > 99 else "under 1 %" if percent < 1 else f"{percent} %"  # noqa: PLR2004


def notice(title: str, text: str, color: str = "yellow") -> dmc.Alert:
    """Return a sentence in a box: an empty state, or what to do about an error."""
    return dmc.Alert(text, title=title, color=color, variant="light")
