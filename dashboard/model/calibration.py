"""Whether groups of customers spend what was said of them, and whether intervals hold."""

from itertools import accumulate
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import notice, plot, stat_cards, table
from dashboard.generation import Generation
from dashboard.model import figures as model_figures
from dashboard.model.accuracy import NOT_TESTED, cutoff_bar
from dashboard.store import model as store
from data.formatting import money, percent
from ml.model import MODEL_NAME


def calibration(generation: Generation, cutoff: str | None) -> list:
    """Return the section, at one cutoff (ISO date) or over all of them."""
    rows = store.calibration(generation, cutoff)
    if not rows:
        return [notice("Not tested", NOT_TESTED, "gray")]
    return [
        html.Div(cutoff_bar(generation, "calibration", cutoff)),
        dmc.Title("Spend, said and happened", order=3),
        plot(
            model_figures.deciles(rows, "predicted", "actual", is_share=False),
            "spend-calibration",
            "Bars of equal height mean that forecasts of such customers can be added up.",
        ),
        *_probability(rows),
        *_gain(rows, store.perfect_gain(generation, cutoff)),
        *_intervals(generation, cutoff),
        *_segments(generation),
    ]


def _probability(rows: list[dict[str, Any]]) -> list:
    title = dmc.Title("Chance of a purchase, said and happened", order=3)
    if any(row["probability"] is None for row in rows):
        text = "This model gives no chance of a purchase, so there is nothing to compare."
        return [title, notice("No probabilities", text, "gray")]
    return [
        title,
        plot(
            model_figures.deciles(rows, "probability", "bought", is_share=True),
            "probability-calibration",
            "Of customers who are said to buy with 70 %, seven of ten should buy.",
        ),
    ]


def _gain(rows: list[dict[str, Any]], perfect: list[float]) -> list:
    spend = [row["actual"] * row["customers"] for row in rows]
    total, customers = sum(spend), sum(row["customers"] for row in rows)
    if total <= 0:
        return []
    reached = [amount / total for amount in accumulate(spend)]
    mean = total / customers
    first = f"The tenth of the customers with the highest forecasts made {percent(reached[0])} of "
    return [
        dmc.Title("Lift and gain: who should be looked at first", order=3),
        plot(
            model_figures.gain(reached, [amount / total for amount in perfect]),
            "gain",
            f"{first}all spend. The further the line is above the dotted one, the better the "
            "order; no order can be above the dashed one.",
        ),
        html.Details(
            [
                html.Summary("The figures, by tenth"),
                table(
                    [
                        "Tenth",
                        ">Customers",
                        ">Forecast, mean",
                        ">Happened, mean",
                        ">Lift",
                        ">Spend reached so far",
                    ],
                    [
                        [
                            str(row["decile"]),
                            f"{row['customers']:,}",
                            money(row["predicted"], 2),
                            money(row["actual"], 2),
                            f"{row['actual'] / mean:.1f} ×",
                            percent(share, 1),
                        ]
                        for row, share in zip(rows, reached, strict=True)
                    ],
                    "Spend in 30 days. Lift: the tenth's mean spend as a multiple of everybody's.",
                ),
            ],
            className="fold",
        ),
    ]


def _intervals(generation: Generation, cutoff: str | None) -> list:
    title = dmc.Title("80 % intervals", order=3)
    rows = store.metrics(generation, cutoff)
    ours = next((row for row in rows if row["model_name"] == MODEL_NAME), None)
    if ours is None or ours["interval_coverage"] is None:
        return [title, notice("No intervals", "This model gives no intervals.", "gray")]
    return [
        title,
        stat_cards(
            [
                (
                    "Held, all customers",
                    percent(ours["interval_coverage"], 1),
                    "Spend lay in the interval; the goal is 80 %.",
                ),
                (
                    "Held, best fifth",
                    percent(ours["interval_coverage_top_fifth"], 1),
                    "The same of the highest forecasts; the goal is 80 %.",
                ),
                (
                    "Width, all customers",
                    money(ours["interval_width_mean"]),
                    "Mean; narrower is better, as long as it holds.",
                ),
                (
                    "Width, best fifth",
                    money(ours["interval_width_mean_top_fifth"]),
                    "Mean; who spends more varies more.",
                ),
            ]
        ),
    ]


def _segments(generation: Generation) -> list:
    rows = store.segments(generation)
    if not rows:
        return []
    return [
        dmc.Title("By segment", order=3),
        table(
            [
                "Segment at the time",
                ">Forecasts",
                ">Forecast, mean",
                ">Happened, mean",
                ">Mean absolute error",
                ">Std. deviation of residuals",
                ">Interval held",
            ],
            [
                [
                    row["rfm_segment"],
                    f"{row['predictions']:,}",
                    money(row["predicted_spend_mean"], 2),
                    money(row["actual_spend_mean"], 2),
                    money(row["mae"], 2),
                    money(row["residual_std"], 2),
                    percent(row["interval_coverage"], 1),
                ]
                for row in rows
            ],
            "All cutoffs of the backtest together, spend in 30 days",
        ),
        dmc.Text(
            "Where forecast and happened go apart, the model is wrong about a whole segment; the "
            "error says how wrong it is about one customer of it. The goal of the interval is "
            "80 %.",
            size="sm",
            c="dimmed",
        ),
    ]
