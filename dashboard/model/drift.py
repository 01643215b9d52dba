"""How far customers and forecasts have moved since the model was trained."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc

from dashboard.components import notice, plot, stat_cards, table
from dashboard.generation import Generation
from dashboard.model import figures as model_figures
from dashboard.model.words import LEVELS, input_name, input_value
from dashboard.store import model as store
from dashboard.store.customer import category_names
from dashboard.urls import page_url
from data.formatting import percent

SHOWN = 20
MOVE_BY_NATURE = (
    "Some inputs move by nature: the mean of all customers is one number a cutoff, the days since "
    "the first purchase and all that counts “ever” only grow, those of 365 days grow as long as "
    "the history is shorter, those of the calendar follow the season."
)


def drift(generation: Generation, feature: str | None, *, show_all: bool) -> list:
    """Return the section, with the distribution of an input."""
    rows = store.drift(generation)
    if not rows:
        text = (
            "There is nothing to compare with yet: no window of 30 days is over, or nothing was "
            "scored. `make run` with more history fills this page."
        )
        return [notice("No drift known", text, "gray")]
    categories = category_names(generation)
    chosen = next((row for row in rows if row["feature"] == feature), None)
    if chosen is None and feature:
        text = f"The model has no input “{feature}”: choose one from the table."
        problem = [notice("Unknown input", text, "gray")]
    else:
        problem = []
    chosen = chosen or rows[0]
    shown = rows if show_all else rows[:SHOWN]
    return [
        _cards(rows),
        dmc.Text(
            "The population stability index (PSI) compares how values are spread: 0 is no change. "
            f"{MOVE_BY_NATURE}",
            size="sm",
            c="dimmed",
        ),
        *problem,
        *_distribution(generation, chosen["feature"], input_name(chosen["feature"], categories)),
        dmc.Title("Forecasts and inputs, the furthest moved first", order=3),
        _table(shown, categories),
        *([_all_link(len(rows))] if len(shown) < len(rows) else []),
    ]


def _cards(rows: list[dict[str, Any]]) -> Any:
    return stat_cards(
        [
            (
                title,
                f"{sum(row['level'] == level for row in rows)} of {len(rows)}",
                f"Forecasts and inputs: {meaning}.",
            )
            for level, (title, meaning) in LEVELS.items()
        ]
    )


def _distribution(generation: Generation, feature: str, name: str) -> list:
    bins = store.distribution(generation, feature)
    if not bins:
        return []
    return [
        dmc.Title(f"{name}: then and now", order=3),
        plot(
            model_figures.distribution(feature, name, bins),
            "distribution",
            "Share of the customers in each range of values. Then: all cutoffs of the training, or "
            "of a forecast the newest cutoff of the backtest. Now: the day of scoring. Bars of "
            "equal height mean that nothing moved.",
        ),
    ]


def _table(rows: list[dict[str, Any]], categories: dict[str, str]) -> Any:
    return table(
        ["Forecast or input", ">PSI", "Judgement", ">Mean then", ">Mean now", ">Not known now"],
        [
            [
                dcc.Link(
                    input_name(row["feature"], categories),
                    href=page_url("/model", section="drift", feature=row["feature"]),
                ),
                "–" if row["psi"] is None else f"{row['psi']:.3f}",
                LEVELS[row["level"]][0] if row["level"] in LEVELS else "–",
                input_value(row["feature"], row["reference_mean"]),
                input_value(row["feature"], row["scoring_mean"]),
                percent(row["scoring_missing_share"], 1),
            ]
            for row in rows
        ],
        "A link shows how its values were spread then and are now",
    )


def _all_link(count: int) -> dcc.Link:
    return dcc.Link(f"Show all {count}", href=page_url("/model", section="drift", show="all"))
