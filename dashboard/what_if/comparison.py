"""A customer now and what if: two predictions, their difference, and what moved it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import html

from dashboard.components import chance_in_words, table
from dashboard.labels import label, written
from data.formatting import money
from ml.bundle import Bundle
from ml.features import as_rows
from ml.model import PREDICTIONS

SHOWN = 8
# Less than this moves nothing that people see, in currency.
HALF_A_CENT = 0.005
ASSOCIATION = (
    "This is what the model expects of customers with such figures, from what went together in "
    "past sales. It is an association, not the effect of an action: making a customer look like "
    "this does not have to change what they spend."
)


@dataclass(frozen=True)
class Moved:
    """A feature, its value and its contribution to the expected spend (currency), twice."""

    feature: str
    values: tuple[Any, Any]
    contributions: tuple[float, float]

    @property
    def change(self) -> float:
        """The difference of the contributions."""
        return self.contributions[1] - self.contributions[0]


@dataclass(frozen=True)
class Comparison:
    """Predictions now and what if (by the names of `PREDICTIONS`), and all that moved."""

    now: dict[str, float]
    what_if: dict[str, float]
    moved: list[Moved]

    @property
    def difference(self) -> float:
        """Of the expected spend, in currency."""
        return self.what_if[PREDICTIONS[0]] - self.now[PREDICTIONS[0]]


def compare(model: Bundle, now: Mapping[str, Any], what_if: Mapping[str, Any]) -> Comparison:
    """Return predictions of two rows of features, and the contributions that differ.

    The changes of all features, those of the rest that `moved_table` names included, add up to the
    difference.

    Raises:
        FeatureError: a row is none that the model takes.
    """
    signature = model.model.signature
    features = signature.encode(as_rows([now, what_if], signature))
    predicted = model.model.predict_features(features)
    _, parts = model.model.explain(features)
    changes = parts[1] - parts[0]
    names = features.signature.names
    moved = [
        Moved(
            names[place],
            (now[names[place]], what_if[names[place]]),
            (float(parts[0, place]), float(parts[1, place])),
        )
        for place in np.argsort(-np.abs(changes), kind="stable").tolist()
        if abs(changes[place]) >= HALF_A_CENT
    ]
    rows = [dict(zip(PREDICTIONS, row, strict=True)) for row in predicted.tolist()]
    return Comparison(rows[0], rows[1], moved)


def comparison_cards(comparison: Comparison) -> dmc.SimpleGrid:
    """Return a card for each part of the prediction: what if, now, difference."""
    now, then = comparison.now, comparison.what_if
    expected, typical, low, high, chance = PREDICTIONS
    cards = [
        *(
            _paper(title, money(then[name], 2), money(now[name], 2), signed(then[name] - now[name]))
            for title, name in (
                ("Expected spend, 30 days", expected),
                ("Typical spend, 30 days", typical),
            )
        ),
        _interval(low, high, now, then),
        _paper(
            "Chance of a purchase",
            _percent(then[chance]),
            _percent(now[chance]),
            _points(then[chance] - now[chance]),
        ),
    ]
    return dmc.SimpleGrid(cards, cols={"base": 1, "xs": 2, "md": 4})


def _interval(low: str, high: str, now: dict[str, float], then: dict[str, float]) -> dmc.Paper:
    def write(row: dict[str, float]) -> str:
        return "–" if np.isnan(row[low]) else f"{money(row[low])} to {money(row[high])}"

    change = "–" if np.isnan(then[low]) else " and ".join(
        signed(then[end] - now[end], 0) for end in (low, high)
    )  # fmt: skip
    return _paper("80 % interval", write(then), write(now), change)


def _paper(title: str, figure: str, now: str, change: str) -> dmc.Paper:
    return dmc.Paper(
        [
            dmc.Text(title, size="sm", c="dimmed"),
            dmc.Text(figure, size="xl", fw=700, className="figure"),
            html.Dl(
                [
                    html.Div([html.Dt("Now"), html.Dd(now)]),
                    html.Div([html.Dt("Difference"), html.Dd(change)]),
                ],
                className="now-and-difference",
            ),
        ],
        withBorder=True,
        p="md",
    )


def signed(amount: float, decimals: int = 2) -> str:
    """Return an amount of money with its sign, a dash for NaN."""
    text = money(amount, decimals)
    return f"+{text}" if round(amount, decimals) > 0 else text


def _percent(probability: float) -> str:
    return "–" if np.isnan(probability) else chance_in_words(probability)


def _points(change: float) -> str:
    if np.isnan(change):
        return "–"
    points = round(100 * change)
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{abs(points)} percentage point{'' if abs(points) == 1 else 's'}"


def moved_table(comparison: Comparison, categories: Mapping[str, str] | None = None) -> html.Div:
    """Return the largest changes of contributions, the rest, and their sum: the difference."""
    heading = dmc.Title("What moved it", order=3)
    if not comparison.moved:
        return html.Div([heading, dmc.Text("Nothing has moved: change a figure.", size="sm")])
    shown = comparison.moved[:SHOWN]
    rest = comparison.difference - sum(moved.change for moved in shown)
    rows = [
        (
            label(moved.feature, categories),
            signed(moved.change),
            _values(moved),
            *(signed(amount) for amount in moved.contributions),
        )
        for moved in shown
    ]
    rows += [
        ("All other figures together", signed(rest), "", "", ""),
        (
            dmc.Text("Expected spend", fw=700, size="sm"),
            dmc.Text(signed(comparison.difference), fw=700, size="sm"),
            "",
            *(money(row[PREDICTIONS[0]], 2) for row in (comparison.now, comparison.what_if)),
        ),
    ]
    return html.Div(
        [
            heading,
            dmc.Text(
                "What each figure adds to the expected spend, now and what if, largest changes "
                "first. The changes add up to the difference.",
                size="sm",
                mb="xs",
            ),
            table(["Figure", ">Change", "Value", ">Adds now", ">Adds what if"], rows),
        ]
    )


def _values(moved: Moved) -> str:
    now, then = (written(moved.feature, value) for value in moved.values)
    return now if now == then else f"{now} → {then}"
