"""The list of customers: search, filter, sort, choose columns, take it along as a file."""

from typing import Any

import dash
import dash_mantine_components as dmc
from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)

from dashboard.components import model_notice, notice
from dashboard.customers.filters import read_query, sort_text, unknown_values
from dashboard.customers.form import FIELDS, form
from dashboard.customers.grid import grid, row_texts, usual_columns
from dashboard.generation import Generation, current
from dashboard.store.customers import (
    DEFAULT_SORT,
    column_meanings,
    columns_with_values,
    count_customers,
    filter_options,
    list_customers,
)
from dashboard.urls import customers_url, page_url
from data.formatting import day, money
from data.generations import NothingPublished

dash.register_page(
    __name__, path="/customers", name="Customers", title="spend30: customers", order=1
)

LARGEST_PAGE = 500
LARGEST_ROW = 100_000_000


def layout(**query: str) -> html.Div:
    """Return the list that the address asks for."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    asked, options = read_query(query), filter_options(generation)
    filled = columns_with_values(generation)
    usual = usual_columns(filled)
    columns = asked.columns or usual
    fields = {name: text for name, text in asked.texts.items() if name in FIELDS}
    return html.Div(
        [
            dcc.Store(id="customers-query", data={**fields, "columns": ",".join(columns)}),
            dcc.Store(id="customers-sort", data=sort_text(asked.sort)),
            dcc.Store(
                id="customers-usual",
                data={"columns": ",".join(usual), "sort": sort_text(DEFAULT_SORT)},
            ),
            dmc.Title("Customers", order=2),
            *model_notice(generation.model.manifest),
            form(asked, options, filled, columns),
            html.Div(
                _summary(generation, {**asked.texts, "columns": ",".join(columns)}),
                id="customers-summary",
                role="status",
            ),
            html.Section(
                grid(columns, asked.sort, column_meanings(generation)),
                **{"aria-label": "Customers, a row each; Enter opens the customer"},
            ),
            dmc.Text(
                "A click on a row, or Enter, opens the customer. A click on a head sorts; point at "
                "it to read what the column means.",
                size="sm",
                c="dimmed",
            ),
        ],
        className="page",
    )


def _summary(generation: Generation, query: Any) -> list:
    """Return what is shown, in words, and where to get it as a file."""
    asked = read_query(query)
    found = count_customers(generation, asked.filters)
    if not found["customers"]:
        unknown = unknown_values(asked, filter_options(generation))
        why = " ".join(unknown) or "No customer passes all of these filters."
        return [
            notice(
                f"0 of {found['all_customers']:,} customers",
                [
                    f"{why} Change a filter, or ",
                    dcc.Link("show all customers", href=customers_url()),
                    ".",
                ],
            )
        ]
    expected = found["predicted_spend_30d"]
    when = f"in the 30 days from {day(found['cutoff_date'])}"
    spent = f"they spent {money(found['spend_30d'])} in the 30 days before"
    sums = f"expected to spend {money(expected)} {when}; {spent}." if expected is not None else "."
    asked_for = {name: asked.texts.get(name) for name in (*FIELDS, "columns", "sort")}
    return [
        dmc.Group(
            [
                dmc.Text(
                    [
                        dmc.Text(
                            f"{found['customers']:,} of {found['all_customers']:,} customers",
                            span=True,
                            fw=700,
                        ),
                        f", {sums}" if expected is not None else sums,
                    ],
                    className="figure",
                ),
                html.A(
                    f"CSV of these {found['customers']:,}",
                    href=page_url("/customers.csv", **asked_for),
                    download="",
                    className="download",
                ),
            ],
            justify="space-between",
        )
    ]


clientside_callback(
    ClientsideFunction("customers", "ask"),
    Output("customers-query", "data"),
    Input({"customers-filter": ALL}, "value"),
    Input("customers-columns", "value"),
    State({"customers-filter": ALL}, "id"),
    State("customers-sort", "data"),
    State("customers-usual", "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("customers", "refresh"),
    Input("customers-query", "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("customers", "sort"),
    Output("customers-sort", "data"),
    Input("customers-grid", "getRowsRequest"),
    State("customers-query", "data"),
    State("customers-sort", "data"),
    State("customers-usual", "data"),
    prevent_initial_call=True,
)


@callback(
    Output("customers-summary", "children"),
    Output({"customers-filter": "spend_from"}, "error"),
    Output({"customers-filter": "spend_to"}, "error"),
    Input("customers-query", "data"),
    Input("customers-sort", "data"),
    prevent_initial_call=True,
)
def summarise(query: Any, sort: Any) -> tuple:
    """Say what is shown now."""
    given = {**query, "sort": sort} if isinstance(query, dict) else {}
    wrong = read_query(given).problems
    return _summary(current(), given), wrong.get("spend_from"), wrong.get("spend_to")


@callback(
    Output("customers-grid", "getRowsResponse"),
    Input("customers-grid", "getRowsRequest"),
    State("customers-query", "data"),
    prevent_initial_call=True,
)
def rows(request: Any, query: Any) -> Any:
    """Return the rows that the grid asks for."""
    if not isinstance(request, dict):
        return no_update
    start, end = (request.get(name) for name in ("startRow", "endRow"))
    if not _is_row(start) or not _is_row(end) or not 0 < end - start <= LARGEST_PAGE:
        return no_update
    generation, asked = current(), read_query(query)
    found = list_customers(
        generation, asked.filters, _sort(request.get("sortModel")), end - start, start
    )
    count = count_customers(generation, asked.filters)["customers"]
    return {"rowData": [row_texts(row) for row in found], "rowCount": count}


def _is_row(place: Any) -> bool:
    return type(place) is int and 0 <= place <= LARGEST_ROW


def _sort(model: Any) -> tuple[tuple[str, str], ...]:
    """Return the sort of the grid as the store takes it."""
    pairs = [
        (by.get("colId"), by.get("sort"))
        for by in (model if isinstance(model, list) else [])
        if isinstance(by, dict)
    ]
    return tuple((str(column), str(direction)) for column, direction in pairs)[:3] or DEFAULT_SORT
