"""What all customers will spend, where it comes from, and whom to call."""

import datetime as dt
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import (
    ClientsideFunction,
    Input,
    Output,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)

from dashboard.components import model_notice, notice, stat_cards, table
from dashboard.generation import Generation, current
from dashboard.overview.act_on import action_lists
from dashboard.overview.breakdown import DIMENSIONS, breakdown_of
from dashboard.store.overview import (
    backtest_totals,
    breakdown_dimensions,
    data_health,
    totals,
)
from dashboard.urls import page_url
from data.formatting import day, money
from data.generations import NothingPublished

dash.register_page(__name__, path="/", name="Overview", title="spend30: overview", order=0)


def layout(by: str | None = None, **_: str) -> html.Div:
    """Return the page, with the forecast broken down by the dimension in the address."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    return html.Div(_overview(generation, by), className="page")


def _overview(generation: Generation, by: str | None) -> list:
    total = totals(generation)
    if total["predicted_spend"] is None:
        text = "No customer has a prediction yet: run `make train`, `make score`, `make publish`."
        return [
            dmc.Title("Overview", order=2),
            _published(generation),
            notice("No predictions", text),
        ]
    backtests = backtest_totals(generation)
    return [
        html.Div(
            [
                dmc.Title(f"The 30 days from {day(total['cutoff_date'])}", order=2),
                _published(generation),
            ]
        ),
        *model_notice(generation.model.manifest),
        stat_cards(_facts(total)),
        *_said_and_happened(backtests),
        *_breakdown(generation, by),
        dmc.Title("Who to act on", order=3),
        action_lists(generation),
    ]


def _published(generation: Generation) -> dmc.Text:
    manifest, health = generation.manifest, data_health(generation)
    published = dt.datetime.fromisoformat(manifest["published_at"])
    rejected = f"{health['rows_rejected']:,}" if health["rows_rejected"] else "none"
    failed = health["tests_failed"]
    tests = f"{failed:,} of {health['tests']:,} tests failed" if failed else (
        f"all {health['tests']:,} tests passed"
    )  # fmt: skip
    return dmc.Text(
        [
            f"Published {day(published.date())} at {published:%H:%M} UTC. "
            f"{health['rows_read']:,} rows read, {rejected} rejected; {tests}. ",
            dcc.Link("About the data", href=page_url("/data")),
        ],
        c="dimmed",
        size="sm",
    )


def _facts(total: dict[str, Any]) -> list[tuple[str, str, str]]:
    low, high = total["predicted_spend_low"], total["predicted_spend_high"]
    interval = (
        f"80 % interval {money(low)} to {money(high)}, by how far the backtest's totals were off"
        if low is not None
        else "No interval: too few totals came true so far"
    )
    expected, spent = total["predicted_spend"], total["spend_30d"]
    more = "more" if expected >= spent else "less"
    since = f"From {day(total['cutoff_date'] - dt.timedelta(days=30))}, returns netted"
    change = f"{100 * abs(expected / spent - 1):.1f} %" if spent else None
    facts = [
        ("Expected revenue, next 30 days", money(expected), interval),
        (
            "Revenue, last 30 days",
            money(spent),
            f"{since}; {change} {more} is expected" if change else since,
        ),
    ]
    if total["predicted_buyers"] is not None:
        facts.append(
            (
                "Expected buyers, next 30 days",
                f"{total['predicted_buyers']:,.0f}",
                f"Of {total['customers']:,} customers: the sum of their chances of a purchase",
            )
        )
    little = total["little_history"]
    facts.append(
        (
            "Customers scored",
            f"{total['customers']:,}",
            f"{little:,} of them with little history" if little else "All with enough history",
        )
    )
    return facts


def _said_and_happened(backtests: list[dict[str, Any]]) -> list:
    """Return what the same kind of model said at past cutoffs, beside what happened."""
    title = dmc.Title("Said and happened", order=3)
    if not backtests:
        return [
            title,
            dmc.Text(
                "Nothing to compare yet: the history is too short to train on one part of it and "
                "to check on another."
            ),
        ]
    last = backtests[0]
    return [
        html.Div(
            [
                title,
                dmc.Text(
                    f"Last time, for the 30 days from {day(last['cutoff_date'])}, the model said "
                    f"{money(last['predicted_spend'])}; {money(last['actual_spend'])} came in"
                    f"{_apart(last)}. Each time it was trained only on what was known then; who "
                    "bought for the first time later is in neither figure."
                ),
            ]
        ),
        table(
            ["30 days from", ">Said", ">Happened", ">Difference", ">Buyers said",
             ">Buyers"],
            [
                [
                    day(row["cutoff_date"]),
                    money(row["predicted_spend"]),
                    money(row["actual_spend"]),
                    _percent(row),
                    _count(row["predicted_buyers"]),
                    _count(row["actual_buyers"]),
                ]
                for row in backtests
            ],
        ),
    ]  # fmt: skip


def _apart(row: dict[str, Any]) -> str:
    ratio = row["predicted_to_actual"]
    if ratio is None:
        return ""
    return f", so it said {abs(100 * (ratio - 1)):.1f} % too {'much' if ratio > 1 else 'little'}"


def _percent(row: dict[str, Any]) -> str:
    ratio = row["predicted_to_actual"]
    return "–" if ratio is None else f"{100 * (ratio - 1):+.1f} %".replace("-", "−")


def _count(number: float | None) -> str:
    return "–" if number is None else f"{number:,.0f}"


def _breakdown(generation: Generation, by: str | None) -> list:
    known = breakdown_dimensions(generation)
    dimensions = [name for name in DIMENSIONS if name in known]
    if not dimensions:
        return []
    chosen = by if by in dimensions else dimensions[0]
    return [
        dmc.Group(
            [
                dmc.Title("Where it comes from", order=3),
                dmc.SegmentedControl(
                    id="overview-by",
                    data=[{"value": name, "label": DIMENSIONS[name]} for name in dimensions],
                    value=chosen,
                    className="overview-by",
                    **{"aria-label": "Break down by"},
                ),
            ],
            justify="space-between",
        ),
        html.Div(breakdown_of(generation, chosen), id="overview-breakdown"),
    ]


@callback(
    Output("overview-breakdown", "children"),
    Input("overview-by", "value"),
    prevent_initial_call=True,
)
def show_breakdown(by: Any) -> Any:
    """Break the forecast down by another dimension."""
    return breakdown_of(current(), by) if isinstance(by, str) and by in DIMENSIONS else no_update


clientside_callback(
    ClientsideFunction("overview", "remember"),
    Input("overview-by", "value"),
    prevent_initial_call=True,
)


clientside_callback(
    ClientsideFunction("overview", "open"),
    Input("overview-bars", "clickData"),
    prevent_initial_call=True,
)
