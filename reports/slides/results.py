"""What came out: beside other methods, and beside what then happened."""

from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures import BLUE, GREY, ORANGE, styled
from dashboard.model.figures import totals as totals_figure
from dashboard.model.words import metric_value, model_name, percent
from data.formatting import counted, day, money
from ml.candidates import PARTS
from ml.model import MODEL_NAME
from ml.rules import simple_rules
from reports.page import Cards, Part, Words
from reports.slides.enlarged import plotted
from reports.slides.slide import Columns, Slide
from reports.slides.words import in_short, listed, spelled
from reports.warehouse import Warehouse

# What is left out: parts of the model itself, and whatever is further off than the nearest eight.
COMPARED = f"""
with others as (
    select
        *,
        rank() over (partition by metric order by other_value, model_name) as place
    from marts.model_comparisons
    where
        metric in ('mae', 'rmse')
        and model_name not in {PARTS}
)

select
    model_name,
    metric,
    spend30_value,
    other_value,
    -difference / spend30_value as more,
    -difference_high / spend30_value as more_low,
    -difference_low / spend30_value as more_high,
    verdict
from others
where
    spend30_value > 0
    and model_name in (select model_name from others where metric = 'mae' and place <= 8)
order by metric, other_value, model_name
"""

TOTALS = """
select
    *
    replace (actual_spend::double as actual_spend)
from marts.forecast_totals
order by cutoff_date
"""

KEPT = f"""
select
    count(*) as cutoffs,
    min(cutoff_date) as first_cutoff_date,
    max(cutoff_date) as last_cutoff_date,
    avg(mae) as mae,
    avg(rmse) as rmse,
    avg(r2) as r2,
    avg(interval_coverage) as held,
    avg(interval_coverage_top_fifth) as held_top,
    max(abs(predicted_to_actual - 1)) as total_off
from marts.model_metrics
where model_name = '{MODEL_NAME}'
"""

ERRORS = {"mae": "Typical spend (MAE)", "rmse": "Expected spend (RMSE)"}
LOOKS = {
    "spend30 is better": ("further off, with 95 % interval", BLUE, "circle"),
    "no clear difference": ("no clear difference", GREY, "circle-open"),
    "other is better": ("closer than spend30", ORANGE, "diamond"),
}
UNTESTED = "Nothing is claimed: the history is too short to test on a part that was not learnt from"


def comparison(warehouse: Warehouse) -> Slide:
    """Return how far other methods are from what happened, beside the model."""
    rows, kept = warehouse.query(COMPARED), warehouse.row(KEPT)
    if not rows:
        return Slide("results", UNTESTED, [], [_untested(warehouse)])
    title = _verdict(rows)
    return Slide(
        "results",
        title,
        [
            plotted(_dots(rows), f"{title}: differences with their 95 % intervals.", height=440),
            Words(_beside_rule(rows)),
        ],
        [
            f"Mean of {counted(kept['cutoffs'], 'cutoff')} from {day(kept['first_cutoff_date'])} "
            f"to {day(kept['last_cutoff_date'])}. spend30 itself: MAE {money(kept['mae'], 2)}, "
            f"RMSE {money(kept['rmse'], 2)}, R² {metric_value('r2', kept['r2'])}.",
            "A dot says how much further off a method is than spend30, which is the line at 0; the "
            "bar is the interval that holds 95 % of the differences when customers are drawn anew.",
            *_every_metric(rows),
            "The interval tells the luck of having these customers, not that of these months: the "
            "cutoffs are too few for that. Constants and the model's own parts are left out here; "
            "the dashboard has them all.",
        ],
    )


def _untested(warehouse: Warehouse) -> str:
    notice = warehouse.manifest.get("notice")
    return notice or "No cutoff of the past could be tested, so no figure of accuracy is shown."


def _verdict(rows: list[dict[str, Any]]) -> str:
    """Return in one sentence how the model stands among the others, by both errors."""
    names = list(dict.fromkeys(row["model_name"] for row in rows))
    by = {
        verdict: {row["model_name"] for row in rows if row["verdict"] == verdict}
        for verdict in LOOKS
    }
    closer = [name for name in names if name in by["other is better"]]
    unclear = [name for name in names if name in by["no clear difference"]]
    if closer:
        return f"Not the best: {listed([_name(name) for name in closer])} came closer"
    if unclear:
        return (
            f"Of {spelled(len(names))} other methods, {spelled(len(names) - len(unclear))} are "
            f"further off by either error; with {spelled(len(unclear))} it may be luck"
        )
    return f"All {spelled(len(names))} other methods are further off, by either error"


def _beside_rule(rows: list[dict[str, Any]]) -> str:
    """Return the best simple rule beside the model, by absolute error."""
    rules = [row for row in rows if row["metric"] == "mae" and row["model_name"] in simple_rules()]
    if not rules:
        return "No simple rule is among the closest methods."
    best = rules[0]
    share = abs(best["more"])
    which = "further off" if best["more"] > 0 else "closer"
    return (
        f"The best simple rule, “{model_name(best['model_name'])}”, is {percent(share, 1)} {which}:"
        f" {money(best['other_value'], 2)} against {money(best['spend30_value'], 2)}."
    )


def _every_metric(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"{title}: "
        + listed(
            [
                f"{model_name(row['model_name'])} {money(row['other_value'], 2)}"
                for row in rows
                if row["metric"] == metric
            ]
        )
        + "."
        for metric, title in ERRORS.items()
        if any(row["metric"] == metric for row in rows)
    ]


def _name(model: str) -> str:
    return in_short(model_name(model).partition(":")[0], 30)


def _dots(rows: list[dict[str, Any]]) -> go.Figure:
    """Return a row a method and a panel an error, the closest method on top."""
    figure = make_subplots(
        cols=2, shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=list(ERRORS.values())
    )
    names = list(dict.fromkeys(row["model_name"] for row in rows if row["metric"] == "mae"))
    told = set()
    for column, metric in enumerate(ERRORS, start=1):
        for verdict, (words, color, symbol) in LOOKS.items():
            shown = [r for r in rows if r["metric"] == metric and r["verdict"] == verdict]
            if not shown:
                continue
            figure.add_scatter(
                col=column,
                row=1,
                x=[row["more"] for row in shown],
                y=[_name(row["model_name"]) for row in shown],
                mode="markers",
                marker={
                    "color": color,
                    "symbol": symbol,
                    "size": 16,
                    "line": {"width": 3, "color": color},
                },
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [row["more_high"] - row["more"] for row in shown],
                    "arrayminus": [row["more"] - row["more_low"] for row in shown],
                    "color": color,
                    "thickness": 4,
                    "width": 0,
                },
                name=words,
                legendgroup=verdict,
                showlegend=verdict not in told,
            )
            told.add(verdict)
        figure.add_vline(x=0, line={"color": "#1d2329", "width": 2}, col=column, row=1)
    styled(figure, 440)
    figure.update_layout(legend={"y": -1})
    figure.update_xaxes(
        title="Error beside spend30's",
        tickformat="+.0%",
        zeroline=False,
        nticks=5,
    )
    return figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=[_name(name) for name in names],
        autorange="reversed",
    )


def _in_two_lines(figure: go.Figure) -> go.Figure:
    """Return a figure whose dates stand upright: the year below the day."""
    for trace in figure.data:
        trace.x = ["<br>".join(date.rsplit(" ", 1)) for date in trace.x]
    return figure.update_xaxes(tickangle=0)


def truth(warehouse: Warehouse) -> Slide:
    """Return whether totals came true and intervals held."""
    rows, kept = warehouse.query(TOTALS), warehouse.row(KEPT)
    if not kept["cutoffs"] or kept["total_off"] is None:
        return Slide("truth", "No forecast can be held against what happened yet", [],
                     [_untested(warehouse)])  # fmt: skip
    title = f"Totals came true to within {percent(kept['total_off'], 1)}" + (
        "" if kept["held"] is None else f"; 80 % intervals held {percent(kept['held'])} of the time"
    )
    plot = plotted(
        _in_two_lines(totals_figure(rows)),
        "Said and happened, a pair of bars for each cutoff; the newest is not over.",
        760 if kept["held"] is not None else 1168,
    )
    cards: list[Part] = [] if kept["held"] is None else [
        Cards(
            [
                ("All customers", percent(kept["held"], 1), "of spend in the interval"),
                ("Highest fifth", percent(kept["held_top"], 1), "the same; the goal is 80 %"),
            ]
        )
    ]  # fmt: skip
    said = [
        f"For the 30 days from {day(row['cutoff_date'])} the model said "
        f"{money(row['predicted_spend'])}; {money(row['actual_spend'])} came in."
        for row in rows
        if row["actual_spend"] is not None
    ]
    return Slide(
        "truth",
        title,
        [Columns([plot], cards, "760px 1fr") if cards else plot],
        [
            "Each pair of bars is a past cutoff: what a model that knew nothing later had said, "
            "beside what came in. The last bar is today's forecast, with its 80 % interval.",
            *said,
            "Intervals are widened or narrowed in five groups by expected spend, so that they "
            "hold for the best customers as well as over all.",
        ],
    )
