"""The parts of the page about the data: what was read, and how it was tested."""

import datetime as dt
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import notice, stat_cards, table
from dashboard.generation import Generation
from dashboard.store import data as store
from data.formatting import day, money

KINDS = {"model": "Models built", "snapshot": "Snapshots built", "test": "Tests", "seed": "Seeds"}
OUTCOMES = {
    "pass": "passed",
    "success": "built",
    "warn": "with a warning",
    "fail": "failed",
    "error": "could not be run",
    "skipped": "skipped",
    "started": "was not run to its end",
    "no-op": "nothing to do",
}


def arrival(generation: Generation) -> list:
    """Return how fresh the data are, and that every row and cent of the files is accounted for."""
    return [*freshness(generation), *flow(generation), *reconciliation(generation)]


def freshness(generation: Generation) -> list:
    """Return how old the data and the figures are."""
    sales = store.newest_sale(generation)
    built = max((r["run_at"] for r in store.build_results(generation) if r["run_at"]), default=None)
    published = generation.manifest.get("published_at")
    return [
        stat_cards(
            [
                ("As of", day(sales["as_of_date"]), "Known: everything before this day begins."),
                (
                    "Newest sale",
                    day(sales["newest_sale_date"]),
                    f"The oldest: {day(sales['first_sale_date'])}.",
                ),
                (
                    "Built and tested",
                    moment(built),
                    f"The files were checked {moment(store.inputs_checked_at(generation))}.",
                ),
                ("Published", moment(published), f"Generation {generation.manifest['generation']}"),
            ]
        )
    ]


def moment(text: str | None) -> str:
    """Return a moment (ISO 8601, in UTC) as people write it; a dash for NULL or nonsense."""
    try:
        at = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return "–"
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M} UTC"


def flow(generation: Generation) -> list:
    """Return how many rows there are at each step from the files to the forecasts."""
    files = store.reconciliation(generation)
    read, accepted, rejected = (
        sum(row[f"rows_{what}"] for row in files) for what in ("read", "accepted", "rejected")
    )
    counts = store.counts(generation)
    steps = [
        ("Read", f"{read:,}", f"rows of {len(files)} files"),
        ("Accepted", f"{accepted:,}", f"rows; {rejected:,} rejected"),
        ("Customers", f"{counts['customers']:,}", "with a record or a sale"),
        (
            "In the mart",
            f"{counts['with_features']:,}",
            f"customers with features; {counts['without']:,} without a purchase so far",
        ),
        ("Scored", f"{counts['scored']:,}", "customers with a forecast"),
    ]
    return [
        dmc.Title("From file to forecast", order=3),
        html.Ol(
            [
                html.Li(
                    [
                        dmc.Text(title, size="sm"),
                        dmc.Text(figure, size="xl", fw=700, className="figure"),
                        dmc.Text(meaning, size="xs"),
                    ],
                    className="flow-step",
                )
                for title, figure, meaning in steps
            ],
            className="flow",
        ),
        dmc.Text(_adds_up(read, accepted, rejected, counts)),
    ]


def _adds_up(read: int, accepted: int, rejected: int, counts: dict[str, Any]) -> str:
    rows = (
        f"Every row counts: {read:,} read = {accepted:,} accepted + {rejected:,} rejected."
        if read == accepted + rejected
        else f"{abs(read - accepted - rejected):,} of {read:,} rows are not accounted for."
    )
    missing = counts["with_features"] - counts["scored"]
    scored = (
        "Every customer with features has a forecast."
        if missing == 0
        else f"{abs(missing):,} customers with features have no forecast: run `make score` and "
        "`make publish`."
        if missing > 0
        else f"{abs(missing):,} forecasts are of customers without features."
    )
    return (
        f"{rows} {scored} The mart holds {counts['feature_rows']:,} rows, one a customer and "
        f"cutoff, of {counts['cutoffs']:,} cutoffs."
    )


def reconciliation(generation: Generation) -> list:
    """Return rows and money of each file, as read and as accepted, to the cent."""
    files = store.reconciliation(generation)
    if not files:
        return [notice("No files", "Nothing was read yet: run `make run`.", "gray")]
    off = [row for row in files if row["difference"] or row["amount_difference"]]
    return [
        dmc.Title("Every row and every cent", order=3),
        table(
            [
                "File",
                ">Rows read",
                ">Accepted",
                ">Rejected",
                ">Amount read",
                ">Accepted",
                ">Rejected",
                "Adds up",
            ],
            [
                [
                    row["source_file"],
                    f"{row['rows_read']:,}",
                    f"{row['rows_accepted']:,}",
                    f"{row['rows_rejected']:,}",
                    *(_cents(row[f"amount_{what}"]) for what in ("read", "accepted", "rejected")),
                    "no" if row in off else "yes",
                ]
                for row in files
            ],
            "Rows were counted by another reader than the one that loads them",
        ),
        dmc.Text(
            "Amounts are sums over all dates, returns negative. A dash: the file holds no amounts.",
            size="sm",
            c="dimmed",
        ),
    ]


def _cents(amount: Any) -> str:
    return money(None if amount is None else float(amount), 2)


def tests(generation: Generation) -> list:
    """Return what became of the models and tests, and what is wrong, in words."""
    rows = store.build_results(generation)
    if not rows:
        text = "No results of tests are published: run `make build` and `make publish`."
        return [dmc.Title("Tests", order=3), notice("No tests", text, "gray")]
    faults = store.build_faults(generation)
    text = (
        "No test warns or failed."
        if not faults
        else "Look into what is listed here; what failed would not have been published."
    )
    return [
        dmc.Title("Tests of the data", order=3),
        stat_cards(
            [
                (
                    KINDS.get(row["kind"], row["kind"]),
                    f"{row['nodes']:,} {OUTCOMES.get(row['status'], row['status'])}",
                    f"Newest: {moment(row['run_at'])}.",
                )
                for row in rows
            ]
        ),
        dmc.Text(text),
        *([_faults(faults)] if faults else []),
    ]


def _faults(faults: list[dict[str, Any]]) -> html.Div:
    return table(
        ["What", "Name", "Outcome", ">Rows concerned"],
        [
            [
                row["kind"],
                row["name"].replace("_", " "),
                OUTCOMES.get(row["status"], row["status"]),
                "–" if row["failures"] is None else f"{row['failures']:,}",
            ]
            for row in faults
        ],
        "Tests that warn or failed",
    )
