"""Lists as CSV files, streamed: their addresses hold the filters of the page that links to them."""

from collections.abc import Iterable, Sequence
from typing import Any

from dash import Dash
from flask import Response, request

from dashboard.csv_export import csv_lines
from dashboard.customers.filters import read_query
from dashboard.customers.grid import column_head
from dashboard.generation import Generation, current
from dashboard.store.customers import COLUMNS, stream_customers
from dashboard.store.overview import ACTION_COLUMNS, REASONS, customers_to_act_on
from data.formatting import currency
from data.generations import NothingPublished

# Enough for shares and probabilities; amounts have fewer.
DECIMALS = 4
ACTION_HEADS = {
    "rhythm_gap_days_median": "Days between purchases, median",
    "usual_spend_30d": "Usual spend in 30 days",
    "spend_at_stake": "At stake",
}


def serve(app: Dash) -> None:
    """Add ``customers.csv`` and ``act-on.csv`` to the server."""
    prefix = app.config.routes_pathname_prefix

    @app.server.route(f"{prefix}customers.csv")
    def customers_csv() -> Response:
        """Send all customers who pass the filters in the address."""
        try:
            generation = current()
        except NothingPublished as error:
            return _sentence(str(error), 503)
        asked = read_query(request.args.to_dict())
        columns = asked.columns or COLUMNS
        rows = stream_customers(generation, asked.filters, columns, asked.sort)
        return _csv("customers", generation, [column_head(name) for name in columns], rows)

    @app.server.route(f"{prefix}act-on.csv")
    def act_on_csv() -> Response:
        """Send all customers who are listed for the reason in the address."""
        reason = request.args.get("reason", "")
        if reason not in REASONS:
            return _sentence(f"The reason must be one of {', '.join(REASONS)}.", 404)
        try:
            generation = current()
        except NothingPublished as error:
            return _sentence(str(error), 503)
        rows = (list(row.values()) for row in customers_to_act_on(generation, reason))
        return _csv(reason, generation, [_action_head(name) for name in ACTION_COLUMNS], rows)


def _action_head(column: str) -> str:
    if column not in ACTION_HEADS:
        return column_head(column)
    is_money = column != "rhythm_gap_days_median"
    return f"{ACTION_HEADS[column]} ({currency()})" if is_money else ACTION_HEADS[column]


def _csv(
    name: str, generation: Generation, head: Sequence[str], rows: Iterable[Sequence]
) -> Response:
    as_of = generation.manifest["scoring_cutoff"]
    return Response(
        csv_lines(head, ([_plain(value) for value in row] for row in rows)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}-{as_of}.csv"'},
    )


def _plain(value: Any) -> Any:
    """Return a value as people calculate with it: no digits that mean nothing, yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, DECIMALS) if isinstance(value, float) else value


def _sentence(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, mimetype="text/plain")
