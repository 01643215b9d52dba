"""What moves a forecast, and where it is wrong."""

from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, ORANGE, styled
from dashboard.labels import family
from data.formatting import currency, money, percent
from reports.page import Part, Words
from reports.slides.enlarged import plotted
from reports.slides.slide import Columns, Heading, Slide
from reports.slides.words import in_short
from reports.warehouse import Warehouse

FAMILIES = """
select
    feature,
    share
from marts.feature_importance
where share > 0
"""

SEGMENTS = """
select
    rfm_segment,
    mae,
    predicted_spend_mean,
    actual_spend_mean
from marts.model_segments
order by mae desc, rfm_segment
"""
SHOWN = 6
# Beyond the longest bar, for its figure.
ROOM = 1.4
# From here on a fraction of the currency says nothing.
MANY = 10
WIDTH = 564


def reasons(warehouse: Warehouse) -> Slide:
    """Return the families that move forecasts most, beside the segments with the largest errors."""
    moved, wrong = _families(warehouse.query(FAMILIES)), warehouse.query(SEGMENTS)
    left: list[Part] = [Words("A simple rule makes the forecasts: nothing moves them but it.")]
    right: list[Part] = [Words("Without a test, nothing is known of errors by segment.")]
    titles, notes = [], []
    if moved:
        first, share = moved[0]
        titles.append(f"“{first}” makes {percent(share)} of what moves a forecast")
        left = [
            Heading("What moves a forecast, by family"),
            plotted(_bars(moved[:SHOWN], BLUE, percent), titles[0], WIDTH, 400),
        ]
        notes.append(
            "Moves are SHAP values in currency: how far an input moves the expected spend of a "
            "customer, on average, as a share of all moves. They are associations, not effects."
        )
    if wrong:
        titles.append(f"errors are largest for “{wrong[0]['rfm_segment']}”")
        right = [
            Heading(f"Mean absolute error by segment ({currency()})"),
            plotted(
                _bars([(r["rfm_segment"], r["mae"]) for r in wrong[:SHOWN]], ORANGE, _error),
                titles[-1],
                WIDTH,
                400,
            ),
        ]
        notes.append(_largest(wrong[0]))
    return Slide(
        "reasons",
        "; ".join(titles) or "What moves the forecast is one rule, the same for everybody",
        [Columns(left, right)],
        [*notes, "In the dashboard every customer's forecast is taken apart, step by step."],
    )


def _families(rows: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """Return the share of all moves of each family, the largest first."""
    shares: dict[str, float] = {}
    for row in rows:
        shares[family(row["feature"])] = shares.get(family(row["feature"]), 0.0) + row["share"]
    return sorted(shares.items(), key=lambda found: (-found[1], found[0]))


def _largest(row: dict[str, Any]) -> str:
    return (
        f"Who spends much varies much: in the segment “{row['rfm_segment']}” the mean absolute "
        f"error is {money(row['mae'], 2)}, at a mean spend of {money(row['actual_spend_mean'], 2)} "
        f"where {money(row['predicted_spend_mean'], 2)} was said."
    )


def _error(amount: float) -> str:
    return money(amount, 0 if amount >= MANY else 2)


def _bars(rows: list[tuple[str, float]], color: str, told: Any) -> go.Figure:
    figure = go.Figure()
    figure.add_bar(
        orientation="h",
        y=[in_short(name, 26) for name, _ in rows],
        x=[value for _, value in rows],
        text=[told(value) for _, value in rows],
        textposition="outside",
        cliponaxis=False,
        marker_color=color,
    )
    styled(figure, 400)
    return figure.update_layout(
        yaxis={"autorange": "reversed", "type": "category", "showgrid": False},
        xaxis={"visible": False, "range": [0, ROOM * max(value for _, value in rows)]},
        bargap=0.3,
    )
