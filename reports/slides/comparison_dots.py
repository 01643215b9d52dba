"""How much further off other methods are, each a dot with its interval."""

from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures import BLUE, GREY, ORANGE, styled
from dashboard.model.words import model_name
from reports.slides.words import in_short

BEST_PART = "best_part"
ERRORS = {"mae": "Typical spend: added MAE", "rmse": "Expected spend: added RMSE"}
LOOKS = {
    "spend30 is better": ("further off, with 95 % interval", BLUE, "circle"),
    "no clear difference": ("no clear difference", GREY, "circle-open"),
    "other is better": ("closer than spend30", ORANGE, "diamond"),
}


def short_name(model: str) -> str:
    """Return what a method of the comparison is called where there is little room."""
    if model == BEST_PART:
        return "Best candidate alone"
    return in_short(model_name(model).partition(":")[0], 30)


def dots(rows: list[dict[str, Any]]) -> go.Figure:
    """Return a row a method and a panel an error, the closest method on top."""
    figure = make_subplots(
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.06,
        subplot_titles=list(ERRORS.values()),
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
                x=[100 * row["more"] for row in shown],
                y=[short_name(row["model_name"]) for row in shown],
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
                    "array": [100 * (row["more_high"] - row["more"]) for row in shown],
                    "arrayminus": [100 * (row["more"] - row["more_low"]) for row in shown],
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
        tickformat="+.3~g",
        ticksuffix=" %",
        zeroline=False,
        nticks=4,
    )
    return figure.update_yaxes(
        type="category",
        dtick=1,
        categoryorder="array",
        categoryarray=[short_name(name) for name in names],
        autorange="reversed",
    )
