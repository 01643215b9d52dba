"""What each test of the backtest may learn from: time runs to the right, a test a row."""

import numpy as np
import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, ORANGE, styled
from data.formatting import counted, day
from ml.splits import HORIZON, is_known
from reports.warehouse import Warehouse

MILLISECONDS_A_DAY = 86_400_000
HORIZON_DAYS = HORIZON.item().days

LEARNT_FROM = """
select distinct cutoff_date
from marts.customer_features
where future_spend_30d is not null
union
select distinct cutoff_date
from marts.backtest_features
where future_spend_30d is not null
order by cutoff_date
"""

TESTED = """
select distinct cutoff_date
from marts.model_metrics
order by cutoff_date
"""

SCORING = "select max(cutoff_date) as cutoff_date from marts.customer_features"


def splits(warehouse: Warehouse) -> go.Figure | None:
    """Return for each tested cutoff, and for today's scores, what was learnt from and what is told.

    None when no cutoff could be tested.
    """
    known = _dates(warehouse, LEARNT_FROM)
    tests = _dates(warehouse, TESTED)
    if not len(tests):
        return None
    figure = go.Figure()
    rows = [*tests, _dates(warehouse, SCORING)[0]]
    names = [f"{test.item():%-d %b %Y}" for test in rows]
    _learnt(figure, names, [known[is_known(known, test)] for test in rows])
    tested = "Tested: spend that the model had not seen"
    _told(figure, tested, names[:-1], tests, ORANGE)
    _told(figure, "Today's forecast", names[-1:], rows[-1:], GREY)
    styled(figure, 130 + 46 * len(rows))
    return figure.update_layout(
        barmode="overlay",
        margin={"l": 110, "r": 10, "t": 10, "b": 70},
        legend={"orientation": "h", "y": -0.18, "yanchor": "top", "x": 0, "traceorder": "normal"},
        xaxis={"type": "date", "tickformat": "%-d %b<br>%Y"},
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "title": "Predicts from",
            "showgrid": False,
        },
    )


def _dates(warehouse: Warehouse, sql: str) -> np.ndarray:
    return np.array([row["cutoff_date"] for row in warehouse.query(sql)], dtype="datetime64[D]")


def _learnt(figure: go.Figure, names: list[str], learnt: list[np.ndarray]) -> None:
    first = [cutoffs[0] if len(cutoffs) else None for cutoffs in learnt]
    figure.add_bar(
        orientation="h",
        y=[name for name, start in zip(names, first, strict=True) if start is not None],
        base=[str(start) for start in first if start is not None],
        x=[
            (cutoffs[-1] - cutoffs[0] + HORIZON).astype(int) * MILLISECONDS_A_DAY
            for cutoffs in learnt
            if len(cutoffs)
        ],
        width=0.4,
        marker_color=BLUE,
        name="Target windows learnt from: all over before the test begins",
        customdata=[
            [counted(len(cutoffs), "cutoff"), day(cutoffs[0].item()), day(cutoffs[-1].item())]
            for cutoffs in learnt
            if len(cutoffs)
        ],
        hovertemplate="learnt from %{customdata[0]}, %{customdata[1]} to %{customdata[2]}"
        "<extra></extra>",
    )


def _told(figure: go.Figure, what: str, names: list[str], cutoffs: np.ndarray, color: str) -> None:
    figure.add_bar(
        orientation="h",
        y=names,
        base=[str(cutoff) for cutoff in cutoffs],
        x=[HORIZON_DAYS * MILLISECONDS_A_DAY] * len(names),
        width=0.4,
        marker_color=color,
        name=what,
        customdata=[[day(c.item()), day((c + HORIZON - 1).item())] for c in cutoffs],
        hovertemplate="%{customdata[0]} to %{customdata[1]}<extra></extra>",
    )
