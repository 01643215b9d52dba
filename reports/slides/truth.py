"""Whether totals came true and intervals held."""

import plotly.graph_objects as go

from dashboard.model.figures import totals as totals_figure
from data.formatting import day, money, percent
from reports.page import Cards, Part, Words
from reports.slides.enlarged import plotted
from reports.slides.slide import Columns, Slide
from reports.slides.tested import KEPT, untested
from reports.warehouse import Warehouse

TOTALS = """
select
    *
    replace (actual_spend::double as actual_spend)
from marts.forecast_totals
order by cutoff_date
"""

PENDING = "No forecast can be held against what happened yet"
DUE = "No total of the past can be compared, so the total has no interval either."


def _in_two_lines(figure: go.Figure) -> go.Figure:
    """Return a figure whose dates stand upright: the year below the day."""
    for trace in figure.data:
        trace.x = ["<br>".join(date.rsplit(" ", 1)) for date in trace.x]
    return figure.update_xaxes(tickangle=0)


def truth(warehouse: Warehouse) -> Slide:
    """Return whether totals came true and intervals held."""
    rows, kept = warehouse.query(TOTALS), warehouse.row(KEPT)
    if not kept["cutoffs"] or kept["total_off"] is None:
        return Slide("truth", "No forecast can be held against what happened yet",
            [Words(DUE)],
                     [untested(warehouse)])  # fmt: skip
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
