"""Pieces of a page that more than one page shows."""

import math
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import dcc, html

from dashboard.urls import customers_url
from data.formatting import money
from ml.model import MODEL_NAME, PREDICTIONS

MEANINGS = {
    "Expected spend": "The mean: adds up to totals.",
    "Typical spend": "The median: half of such customers spend less.",
    "Chance of a purchase": "At least one purchase in the 30 days.",
}


def stat_cards(facts: Sequence[tuple[str, str, str]]) -> dmc.SimpleGrid:
    """Return one card per (title, figure with its unit, what it means)."""
    cards = [
        dmc.Paper(
            [
                dmc.Text(title, size="sm", c="dimmed"),
                dmc.Text(figure, size="xl", fw=700, className="figure"),
                dmc.Text(meaning, size="xs", c="dimmed"),
            ],
            withBorder=True,
            p="md",
        )
        for title, figure, meaning in facts
    ]
    return dmc.SimpleGrid(cards, cols={"base": 1, "xs": 2, "md": 4})


def table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], caption: str | None = None
) -> dmc.TableScrollContainer:
    """Return a table; what is written as a figure stands to the right.

    Args:
        head: names of the columns; one that begins with ``>`` holds figures.
        rows: cells as people read them, or components.
        caption: what the table holds, for those who cannot see it.
    """
    sides = ["right" if name.startswith(">") else "left" for name in head]
    names = [name.removeprefix(">") for name in head]
    return dmc.TableScrollContainer(
        dmc.Table(
            [
                *([dmc.TableCaption(caption)] if caption else []),
                dmc.TableThead(
                    dmc.TableTr(
                        [dmc.TableTh(n, ta=side) for n, side in zip(names, sides, strict=True)]
                    )
                ),
                dmc.TableTbody(
                    [
                        dmc.TableTr(
                            [
                                dmc.TableTd(cell, ta=side)
                                for cell, side in zip(row, sides, strict=True)
                            ]
                        )
                        for row in rows
                    ]
                ),
            ],
            striped=True,
            tabularNums=True,
        ),
        minWidth=560,
    )


def plot(figure: go.Figure, name: str, description: str) -> html.Figure:
    """Return a plot with a description for those who cannot see it."""
    graph = dcc.Graph(
        id=name, figure=figure, config={"displaylogo": False, "displayModeBar": False}
    )
    return html.Figure(
        [graph, html.Figcaption(dmc.Text(description, size="sm", c="dimmed"))],
        className="plot",
    )


def prediction_cards(
    prediction: dict[str, Any], manifest: dict[str, Any], before: dict[str, Any] | None = None
) -> html.Div:
    """Return the prediction as four cards, each with what it was before, if given.

    Args:
        prediction: the columns `ml.model.PREDICTIONS`; None or NaN where there is none.
        manifest: that of the model.
        before: the same as prediction, for comparison.
    """
    meanings = {**MEANINGS, "80 % interval": interval_meaning(manifest)}
    now = _figures(prediction)
    earlier = _figures(before) if before else {}
    cards = [
        dmc.Paper(
            [
                dmc.Text(title, size="sm", c="dimmed"),
                dmc.Text(text, size="xl", fw=700, className="figure"),
                dmc.Text(
                    f"now {earlier[title]}" if earlier else meanings[title], size="xs", c="dimmed"
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
    has_interval = low is not None and not math.isnan(low)
    return {
        "Expected spend": money(expected, 2),
        "Typical spend": money(typical, 2),
        "80 % interval": f"{money(low)} to {money(high)}" if has_interval else "–",
        "Chance of a purchase": chance_in_words(chance),
    }


def chance_in_words(probability: float | None) -> str:
    """Return a probability in percent, a dash for none; nothing in the future is certain."""
    if probability is None or math.isnan(probability):
        return "–"
    percent = round(100 * probability)
    return "over 99 %" if percent > 99 else "under 1 %" if percent < 1 else f"{percent} %"  # noqa: PLR2004


def interval_meaning(manifest: dict[str, Any]) -> str:
    """Return what the interval promises, and how often that held in the backtest."""
    means = manifest.get("backtest_means", {}).get(MODEL_NAME, {})
    coverage = means.get("interval_coverage")
    held = f" In the backtest it held for {100 * coverage:.0f} of 100." if coverage else ""
    return f"Meant for 80 of 100 cases.{held}"


def notice(title: str, text: str | list, color: str = "yellow") -> dmc.Alert:
    """Return a sentence in a box: an empty state, or what to do about an error."""
    # The title in the colour of the text: in its own it is too pale to be read by all.
    styles = {"title": {"color": "var(--mantine-color-text)"}}
    return dmc.Alert(text, title=title, color=color, variant="light", styles=styles)


def choose_customer(title: str, then: str) -> html.Div:
    """Return a page without a customer: what it would show, and how to find one."""
    link = dcc.Link("all customers", href=customers_url())
    text = ["Find one with the search above, or in the list of ", link, then]
    return html.Div([dmc.Title(title, order=2), notice("Which customer?", text)], className="page")


def model_notice(manifest: dict[str, Any]) -> list[dmc.Alert]:
    """Return what people must know before they trust the model, if anything."""
    text = manifest.get("notice")
    return [notice("Know before you trust these figures", text)] if text else []
