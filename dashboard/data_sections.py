"""The parts of the page about the data: what was read, refused and tested."""

import datetime as dt
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import notice, stat_cards, table
from dashboard.generation import Generation
from dashboard.link_bar import link_bar
from dashboard.store import data as store
from dashboard.urls import page_url
from data.formatting import day, money

ALL_TABLES = "All tables"
ALL_REASONS = "All reasons"
KINDS = {"model": "Models built", "snapshot": "Snapshots built", "test": "Tests", "seed": "Seeds"}
OUTCOMES = {
    "pass": "passed",
    "success": "built",
    "warn": "warns",
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
                ("Built and tested", moment(built), "When the newest of the tables was built."),
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
        else f"{len(faults)} need a look; what failed would not have been published."
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


def rejected(generation: Generation, table_name: str | None, reason: str | None) -> list:
    """Return the rejected records by table and reason, and examples of those chosen."""
    title = dmc.Title("Rejected records", order=3)
    kinds = store.rejected_kinds(generation)
    counts = {r["source_table"]: r["rows_rejected"] for r in store.reconciliation(generation)}
    if not kinds and not any(counts.values()):
        text = "Every record that was read was accepted. There is nothing to look into."
        return [title, notice("Nothing was rejected", text, "teal")]
    by_table = {name: number for name, number in counts.items() if number}
    total = ", ".join(f"{number:,} of {name}" for name, number in by_table.items())
    return [
        title,
        dmc.Text(
            f"Rejected: {total}. Below are the first {store.EXAMPLES} of each table and reason; "
            "contact data are masked. Mend them in the file and run `make run`: every one is in "
            "quality.rejected_rows of the warehouse (`make sql`)."
        ),
        _tables_bar(kinds, table_name),
        _reasons_bar(kinds, table_name, reason),
        *_examples(generation, table_name, reason),
    ]


def _tables_bar(kinds: list[dict[str, Any]], chosen: str | None) -> html.Nav:
    names = dict.fromkeys(row["source_table"] for row in kinds)
    links = {ALL_TABLES: _url()} | {n: _url(table=n) for n in names}
    return link_bar("Table", links, chosen or ALL_TABLES)


def _url(**chosen: str | None) -> str:
    return page_url("/data", section="rejected", **chosen)


def _reasons_bar(kinds: list[dict[str, Any]], table_name: str | None, chosen: str | None) -> Any:
    reasons = dict.fromkeys(
        row["reason"] for row in kinds if table_name in (None, row["source_table"])
    )
    links = {ALL_REASONS: _url(table=table_name)} | {
        in_words(r): _url(table=table_name, reason=r) for r in reasons
    }
    return link_bar("Reason", links, in_words(chosen) if chosen else ALL_REASONS)


def in_words(reason: str) -> str:
    """Return a reason as people read it, such as ``Invalid date``."""
    return reason.replace("_", " ").capitalize()


def _examples(generation: Generation, table_name: str | None, reason: str | None) -> list:
    rows = store.rejected_examples(generation, table_name, reason)
    if not rows:
        text = "No rejected record is of this table and reason: choose others above."
        return [notice("No examples", text, "gray")]
    return [
        table(
            ["Table", "Reason", ">Record", "As it was read, masked"],
            [
                [
                    row["source_table"],
                    in_words(row["reason"]),
                    f"{row['record_number']:,}",
                    html.Code(row["masked_text"], className="record"),
                ]
                for row in rows
            ],
            f"The first {len(rows)} examples; records are counted from 1, without the header",
        )
    ]
