"""The same models at each test alone: is one of them better everywhere, or once?"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, ORANGE, SERIES, styled
from dashboard.model.words import METRICS, SHORT, metric_value
from data.formatting import counted, currency, day
from ml.model import MODEL_NAME
from ml.names import model_name
from ml.rules import simple_rules
from reports.model.intervals import query_of
from reports.page import Part, Plot, Table

# By (model, cutoff or None for the mean, metric): rows of `intervals`.
Known = Mapping[tuple[str, Any, str], Mapping[str, Any]]
SHOWN = (MODEL_NAME, "last_90_days_over_3", "usual_recipe", "ridge", "random_forest", "xgboost")
COLORS = dict(zip(SHOWN, (ORANGE, GREY, BLUE, SERIES[1], SERIES[2], SERIES[3]), strict=True))
DASHES = dict(zip(SHOWN, ("solid", "dash", "dot", "dashdot", "longdash", "dot"), strict=True))

METRIC_BY_CUTOFF = """
select model_name, cutoff_date, mae, rmse, r2
from marts.model_metrics
order by model_name, cutoff_date
"""


def by_cutoff(order: Sequence[str], found: Known, tested: Sequence[dt.date]) -> Iterator[Part]:
    """Yield a plot of the explained variance over the tests, and a table a metric."""
    if len(tested) > 1:
        yield Plot(_lines(order, found, tested), _told(order, found, tested), query_of())
    for metric, title in METRICS.items():
        unit = "" if metric == "r2" else f", {currency()} per customer and 30 days"
        yield Table(
            ["Model", *(f">{day(cutoff)}" for cutoff in tested)],
            [
                [
                    model_name(name),
                    *(
                        metric_value(metric, found[name, cutoff, metric]["metric_value"])
                        for cutoff in tested
                    ),
                ]
                for name in order
            ],
            f"{title} at each test{unit}; a column holds the 30 days from its date.",
            METRIC_BY_CUTOFF,
            frozenset([order.index(MODEL_NAME)]) if MODEL_NAME in order else frozenset(),
            f"by-cutoff-{metric}",
        )


def _lines(order: Sequence[str], found: Known, tested: Sequence[dt.date]) -> go.Figure:
    figure = go.Figure()
    days = [f"{cutoff:%-d %b %Y}" for cutoff in tested]
    for name in [name for name in SHOWN if name in order]:
        rows = [found[name, cutoff, "r2"] for cutoff in tested]
        figure.add_scatter(
            x=days,
            y=[row["metric_value"] for row in rows],
            name=model_name(name),
            mode="lines+markers",
            line={
                "color": COLORS[name],
                "dash": DASHES[name],
                "width": 4 if name == MODEL_NAME else 2,
            },
            customdata=[[metric_value("r2", row["metric_value"])] for row in rows],
            hovertemplate=f"{model_name(name)}, from %{{x}}: %{{customdata[0]}}<extra></extra>",
        )
    styled(figure, 480)
    return figure.update_layout(
        legend={"orientation": "h", "y": -0.22, "yanchor": "top", "x": 0},
        margin={"l": 60, "r": 10, "t": 10, "b": 60},
        yaxis={"title": METRICS["r2"], "tickformat": ",.2~f"},
        xaxis={"title": "30 days from", "type": "category"},
    )


def _told(order: Sequence[str], found: Known, tested: Sequence[dt.date]) -> str:
    """Return at how many tests the model was better than the best simple rule there, by RMSE."""
    title = f"{METRICS['r2']} at each test, of this model and of those that stand for its kind."
    rules = [name for name in order if name in simple_rules()]
    if MODEL_NAME not in order or not rules:
        return title
    wins = sum(
        found[MODEL_NAME, cutoff, "rmse"]["metric_value"]
        < min(found[rule, cutoff, "rmse"]["metric_value"] for rule in rules)
        for cutoff in tested
    )
    return (
        f"{title} By {SHORT['rmse']} this model was better than the best simple rule of the day at "
        f"{wins} of {counted(len(tested), 'test')}."
    )
