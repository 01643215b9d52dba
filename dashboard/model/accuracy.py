"""How far forecasts were from what happened, beside all that others would use."""

import datetime as dt
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import notice, plot, stat_cards, table
from dashboard.generation import Generation
from dashboard.link_bar import link_bar, share_bar
from dashboard.model import figures as model_figures
from dashboard.model.words import (
    METRICS,
    comparison_words,
    interval_words,
    metric_value,
    model_kind,
    model_name,
    verdict,
)
from dashboard.store import model as store
from dashboard.urls import page_url
from data.formatting import money, percent
from ml.model import MODEL_NAME

NOT_TESTED = (
    "This model could not be tested: that takes a history in which at least one window of 30 days "
    "is over. With more history, `make run` tests it and fills this page."
)
ALL = "All, mean"


def cutoff_bar(generation: Generation, section: str, cutoff: str | None) -> list:
    """Return the links to each cutoff of the backtest."""
    links = {ALL: page_url("/model", section=section)}
    chosen = ALL
    for row in store.tested_cutoffs(generation):
        date: dt.date = row["cutoff_date"]
        text = f"{date.day} {date:%b %Y}"
        links[text] = page_url("/model", section=section, cutoff=date.isoformat())
        if date.isoformat() == cutoff:
            chosen = text
    return [
        dmc.Text("Tested on the 30 days from", size="sm", c="dimmed"),
        link_bar("Cutoff of the backtest", links, chosen),
    ]


def accuracy(generation: Generation, cutoff: str | None) -> list:
    """Return the section, at one cutoff (ISO date) or as the mean over all of them."""
    rows = store.metrics(generation, cutoff)
    if not rows:
        return [notice("Not tested", NOT_TESTED, "gray"), *_totals(generation)]
    return [
        html.Div(cutoff_bar(generation, "accuracy", cutoff)),
        *_cards(rows),
        *_totals(generation),
        dmc.Title("Beside what others would use", order=3),
        _metrics(rows, generation.model.manifest.get("served") or {}),
        dmc.Text(
            "The mean absolute error judges the typical spend, all else the expected spend. Errors "
            "in currency: lower is better. Explained variance and ranking (Gini): 1 is perfect, 0 "
            "is no use. Total: forecast as a share of what was spent, 100 % is right.",
            size="sm",
            c="dimmed",
        ),
        *_comparisons(generation),
    ]


def _cards(rows: list[dict[str, Any]]) -> list:
    ours = next((row for row in rows if row["model_name"] == MODEL_NAME), None)
    if ours is None:
        return []
    return [
        stat_cards(
            [
                (
                    "Mean absolute error",
                    money(ours["mae"], 2),
                    "How far typical spend was off, per customer and 30 days; lower is better.",
                ),
                (
                    "Explained variance (R²)",
                    metric_value("r2", ours["r2"]),
                    "Of the differences between customers; 1 is all, 0 is none.",
                ),
                (
                    "Forecast of the total",
                    percent(ours["predicted_to_actual"], 1),
                    "Of what all customers together spent; 100 % is right.",
                ),
                (
                    "Spend of the best tenth",
                    percent(ours["top_decile_share"], 1),
                    "Of all spend came from the tenth with the highest forecasts.",
                ),
            ]
        )
    ]


def _totals(generation: Generation) -> list:
    rows = store.forecast_totals(generation)
    if not rows:
        return []
    return [
        dmc.Title("Said and happened", order=3),
        plot(
            model_figures.totals(rows),
            "forecast-totals",
            "What all customers together were forecast to spend in 30 days, by a model that knew "
            "nothing after the day named, beside what they then spent. The newest is not over; "
            "its line is the 80 % interval, where the backtest gives one.",
        ),
    ]


def _metrics(rows: list[dict[str, Any]], served: dict[str, Any]) -> html.Div:
    largest = max(row["mae"] for row in rows) or 1
    return table(
        ["Method", "Kind", "Error", ">MAE", ">RMSE", ">R²", ">Gini", ">Total"],
        [
            [
                dmc.Text(model_name(row["model_name"]), size="sm", fw=_weight(row)),
                model_kind(row["model_name"], served),
                share_bar(row["mae"] / largest),
                money(row["mae"], 2),
                money(row["rmse"], 2),
                metric_value("r2", row["r2"]),
                metric_value("r2", row["normalised_gini"]),
                percent(row["predicted_to_actual"]),
            ]
            for row in rows
        ],
        "Errors of every method in the backtest, the smallest first",
    )


def _weight(row: dict[str, Any]) -> int:
    return 700 if row["model_name"] == MODEL_NAME else 400


def _comparisons(generation: Generation) -> list:
    rows = store.comparisons(generation)
    if not rows:
        return []
    return [
        dmc.Title("Is that chance?", order=3),
        dmc.List([dmc.ListItem(words) for words in comparison_words(rows)]),
        dmc.Text(
            "Over all cutoffs. A difference counts when its 95 % interval leaves out 0: the "
            "customers were drawn anew 400 times (bootstrap). It says nothing about other months.",
            size="sm",
            c="dimmed",
        ),
        *[
            html.Details(
                [
                    html.Summary(f"{title}: every difference"),
                    _differences(metric, [r for r in rows if r["metric"] == metric]),
                ],
                className="fold",
            )
            for metric, title in METRICS.items()
        ],
    ]


def _differences(metric: str, rows: list[dict[str, Any]]) -> html.Div:
    verdicts = {
        "spend30 is better": "this model is better",
        "other is better": "the other is better",
    }
    return table(
        ["Other method", ">Its value", ">Difference", ">95 % interval", "Verdict"],
        [
            [
                model_name(row["model_name"]),
                metric_value(metric, row["other_value"]),
                metric_value(metric, row["difference"]),
                interval_words(metric, row["difference_low"], row["difference_high"]),
                verdicts.get(verdict(row), verdict(row)),
            ]
            for row in rows
        ],
        f"This model less the other, mean over the cutoffs: {_best(metric)}",
    )


def _best(metric: str) -> str:
    return "more is better" if metric == "r2" else "less is better"
