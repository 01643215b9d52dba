"""Records that were read and not accepted, by table and reason, with examples."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import notice, table
from dashboard.generation import Generation
from dashboard.link_bar import link_bar
from dashboard.store import data as store
from dashboard.urls import page_url

ALL_TABLES = "All tables"
ALL_REASONS = "All reasons"
# The reasons of `quality.rejected_rows`, for people.
MEANINGS = {
    "malformed_row": "Too few or too many fields, or a broken quote.",
    "invalid_encoding": "Bytes that are not UTF-8.",
    "missing_key": "The id is missing.",
    "duplicate_key": "A later copy of an identical record; the first was kept.",
    "conflicting_key": "Records of one id differ; none of them was kept.",
    "missing_date": "The date is missing.",
    "invalid_date": "No date in the format of the file, or no such day.",
    "date_out_of_range": "Before 1970, or later than the data can be.",
    "missing_amount": "The amount is missing, and cannot be told from lines.",
    "invalid_amount": "The amount is no number.",
    "amount_out_of_range": "The amount is larger than any sale may be.",
    "invalid_quantity": "The quantity is no number.",
    "sign_mismatch": "Quantity and amount have opposite signs.",
    "orphan_line": "The sale that the line belongs to was not accepted.",
}


def rejected(generation: Generation, table_name: str | None, reason: str | None) -> list:
    """Return the rejected records by table and reason, and examples of those chosen."""
    title = dmc.Title("Rejected records", order=3)
    kinds = store.rejected_kinds(generation)
    counts = {r["source_table"]: r["rows_rejected"] for r in store.reconciliation(generation)}
    if not kinds and not any(counts.values()):
        text = "Every record that was read was accepted. There is nothing to look into."
        return [title, notice("Nothing was rejected", text, "gray")]
    by_table = {name: number for name, number in counts.items() if number}
    total = ", ".join(f"{number:,} of {name}" for name, number in by_table.items())
    return [
        title,
        dmc.Text(
            f"Rejected: {total}. Below are the first {store.EXAMPLES} of each table and reason; "
            "contact data are masked. Mend them in the file and run `make run`: every one is in "
            "quality.rejected_rows of the warehouse (`make sql`)."
        ),
        _kinds(kinds),
        dmc.Title("Examples", order=4),
        _tables_bar(kinds, table_name),
        _reasons_bar(kinds, table_name, reason),
        *_examples(generation, table_name, reason),
    ]


def _kinds(kinds: list[dict[str, Any]]) -> html.Div:
    return table(
        ["Table", "Reason", "What it means", ">Records"],
        [
            [
                row["source_table"],
                dcc.Link(
                    in_words(row["reason"]),
                    href=_url(table=row["source_table"], reason=row["reason"]),
                ),
                MEANINGS.get(row["reason"], "–"),
                f"{row['records']:,}",
            ]
            for row in kinds
        ],
        "Tables and reasons of rejected records",
    )


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
