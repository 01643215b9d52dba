"""Predict customers who are not in the warehouse, from a file of their sales."""

import datetime as dt
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import Input, Output, State, callback, dcc, html, no_update

from dashboard.components import (
    chance_in_words,
    model_notice,
    notice,
    stat_cards,
    table,
)
from dashboard.csv_export import csv_lines
from dashboard.data.rejected_records import MEANINGS, in_words
from dashboard.generation import current
from dashboard.new_customers.batch import (
    HEADERS,
    LINES,
    Batch,
    NotReadable,
    predict_batch,
    template,
)
from dashboard.store.sales import file_formats, scoring_cutoff
from data.formatting import counted, day, money
from data.generations import NothingPublished

dash.register_page(
    __name__,
    path="/new-customers",
    name="New customers",
    title="spend30: new customers",
    order=4,
)

SHOWN = 50
# Two of them, which travel as base64, make a request that the server takes.
LARGEST_FILE = 5 * 1024 * 1024
COLUMNS = (
    "customer_id",
    "sales",
    "predicted_spend_30d",
    "predicted_spend_30d_median",
    "predicted_spend_30d_low",
    "predicted_spend_30d_high",
    "purchase_probability_30d",
    "reason",
)
FILES = {
    HEADERS: "Sales (store_sales_header.csv)",
    LINES: "Their line items (store_sales_line_items.csv), if you have them",
}


def layout(**_: str) -> html.Div:
    """Return the form."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    cutoff = scoring_cutoff(generation)
    return html.Div(
        [
            dmc.Title("Predict new customers", order=2),
            dmc.Text(
                "Send the sales of one or many customers as CSV, with the columns of the raw "
                "files. They are checked by the rules of the warehouse, and their features are "
                f"computed by its SQL. What was before {day(cutoff)} counts; the prediction is for "
                "the 30 days from it. Scores are drawn among all customers, those of the file "
                "included. Nothing of what you send is kept."
            ),
            *model_notice(generation.model.manifest),
            dmc.SimpleGrid(
                [_file(name, title) for name, title in FILES.items()], cols={"base": 1, "md": 2}
            ),
            dmc.Group(
                [
                    dmc.Button("Predict", id="batch-predict"),
                    dmc.Button("Result as CSV", id="batch-save", variant="default"),
                ]
            ),
            dcc.Download(id="batch-download"),
            dcc.Loading(
                html.Div(id="batch-result", role="status"),
                overlay_style={"visibility": "visible", "opacity": 0.5},
                delay_show=200,
            ),
        ],
        className="page",
    )


def _file(name: str, title: str) -> dmc.Paper:
    return dmc.Paper(
        [
            dmc.Title(title, order=3, size="h4"),
            dcc.Upload(
                html.Div(
                    [
                        dmc.Text("Drop a CSV file of up to 5 MB here, or press to choose it."),
                        dmc.Text("No file yet", id=f"batch-name-{name}", c="dimmed", size="sm"),
                    ]
                ),
                id=f"batch-{name}",
                accept=".csv,text/csv",
                max_size=LARGEST_FILE,
                className="upload",
            ),
            dmc.Button(
                "Download a template",
                id=f"batch-template-{name}",
                variant="subtle",
                size="compact-sm",
                mt="xs",
            ),
            dcc.Download(id=f"batch-template-file-{name}"),
        ],
        withBorder=True,
        p="md",
    )


for _name in FILES:

    @callback(
        Output(f"batch-name-{_name}", "children"),
        Output("batch-result", "children", allow_duplicate=True),
        Input(f"batch-{_name}", "filename"),
        prevent_initial_call=True,
    )
    def chosen(filename: Any) -> Any:
        """Name the file that was chosen; what is shown of another one goes."""
        return filename[:200] if isinstance(filename, str) else "No file yet", None

    @callback(
        Output(f"batch-template-file-{_name}", "data"),
        Input(f"batch-template-{_name}", "n_clicks"),
        prevent_initial_call=True,
    )
    def send_template(clicks: Any, table_name: str = _name) -> Any:
        """Send an example of the file, in the format that the retailer's files have."""
        if not clicks:
            return no_update
        generation = current()
        cutoff = scoring_cutoff(generation)
        pattern = file_formats(generation)[HEADERS]["date_format"] or "%Y-%m-%d"
        days = [(cutoff - dt.timedelta(days=back)).strftime(pattern) for back in (40, 12)]
        return {"content": template(table_name, *days), "filename": f"{table_name}.csv"}


@callback(
    Output("batch-result", "children"),
    Input("batch-predict", "n_clicks"),
    State(f"batch-{HEADERS}", "contents"),
    State(f"batch-{LINES}", "contents"),
    prevent_initial_call=True,
)
def predict(clicks: Any, headers: Any, lines: Any) -> Any:
    """Show the predictions, and what was not accepted."""
    if not clicks:
        return no_update
    made = _batch(headers, lines)
    return (
        notice("This file cannot be used", made, "red") if isinstance(made, str) else _result(made)
    )


@callback(
    Output("batch-download", "data"),
    Output("batch-result", "children", allow_duplicate=True),
    Input("batch-save", "n_clicks"),
    State(f"batch-{HEADERS}", "contents"),
    State(f"batch-{LINES}", "contents"),
    prevent_initial_call=True,
)
def save(clicks: Any, headers: Any, lines: Any) -> Any:
    """Send the predictions as CSV."""
    if not clicks:
        return no_update, no_update
    made = _batch(headers, lines)
    if isinstance(made, str):
        return no_update, notice("This file cannot be used", made, "red")
    rows = ([row[name] for name in COLUMNS] for row in made.customers)
    return {"content": "".join(csv_lines(COLUMNS, rows)), "filename": "predictions.csv"}, _result(
        made
    )


def _batch(headers: Any, lines: Any) -> Batch | str:
    """Return what became of the files, or what is wrong with them."""
    if not isinstance(headers, str):
        return "Choose a file of sales first; a template shows its columns."
    try:
        return predict_batch(current(), headers, lines if isinstance(lines, str) else None)
    except NotReadable as error:
        return str(error)


def _result(made: Batch) -> html.Div:
    predicted = [row for row in made.customers if row["predicted_spend_30d"] is not None]
    total = sum(row["predicted_spend_30d"] for row in predicted)
    cards = [
        ("Customers predicted", f"{len(predicted):,}", f"of {len(made.customers):,} in the file"),
        ("Expected of them", money(total) if predicted else "–", "In 30 days, all together"),
        (
            "Records read",
            f"{sum(made.records.values()):,}",
            f"{made.records[HEADERS]:,} sales, {made.records[LINES]:,} line items",
        ),
        ("Records rejected", f"{sum(made.rejected.values()):,}", "By the rules of the warehouse"),
    ]
    return html.Div(
        [stat_cards(cards), *_remarks(made), *_rejected(made), _customers(made)], className="page"
    )


def _remarks(made: Batch) -> list:
    texts = list(made.remarks)
    if made.anonymous:
        sales = counted(made.anonymous, "sale")
        texts.insert(0, f"{sales} without a customer_id: they belong to no prediction.")
    return [notice("Know before you trust these figures", " ".join(texts))] if texts else []


def _rejected(made: Batch) -> list:
    if not made.rejected:
        return []
    rows = [
        [name, in_words(reason), MEANINGS.get(reason, "–"), f"{count:,}"]
        for (name, reason), count in sorted(made.rejected.items())
    ]
    return [
        dmc.Title("Records that were not accepted", order=3),
        table(["File", "Reason", "What it means", ">Records"], rows),
    ]


def _customers(made: Batch) -> html.Div:
    rows = [
        [
            row["customer_id"],
            f"{row['sales']:,}",
            money(row["predicted_spend_30d"], 2),
            money(row["predicted_spend_30d_median"], 2),
            _interval(row),
            chance_in_words(row["purchase_probability_30d"]),
            row["reason"] or "",
        ]
        for row in made.customers[:SHOWN]
    ]
    head = [
        "Customer",
        ">Sales",
        ">Expected",
        ">Typical",
        ">80 % interval",
        ">Chance of a purchase",
        "If none, why",
    ]
    more = len(made.customers) - SHOWN
    return html.Div(
        [
            dmc.Title("Predictions", order=3),
            table(head, rows),
            *([dmc.Text(f"{more:,} more customers are in the CSV.")] if more > 0 else []),
        ]
    )


def _interval(row: dict[str, Any]) -> str:
    low, high = row["predicted_spend_30d_low"], row["predicted_spend_30d_high"]
    return "–" if money(low) == "–" else f"{money(low)} to {money(high)}"
