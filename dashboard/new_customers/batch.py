"""Customers who are not in the warehouse: their sales from a file, by the same checks and SQL."""

import base64
import binascii
import csv
import io
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.generation import Generation
from dashboard.recompute import Recomputed, Sales, recompute_of
from dashboard.remarks import remarks
from dashboard.store.sales import scoring_cutoff
from data.contract import RawTable, raw_tables
from data.formatting import counted, day
from data.inputs.csv_file import check_kind, read_csv, write_plain_copy
from data.inputs.error import InputError
from data.inputs.formats import FileFormat
from ml.model import PREDICTIONS
from ml.predict import predict_spend

HEADERS, LINES = "store_sales_header", "store_sales_line_items"
MOST_RECORDS = 50_000
WITHOUT_LINES = (
    "Without line items nothing is known of products, categories and promotions: expect other "
    "forecasts than with them, mostly lower ones."
)
# Two purchases of a customer; what the braces stand for is written as the files write days.
EXAMPLES = {
    HEADERS: (
        ("T1", "NEW-1", "S1", "{first}", "25.90", "", "in_store"),
        ("T2", "NEW-1", "S1", "{second}", "12.50", "", "in_store"),
    ),
    LINES: (("L1", "T1", "P1", "", "2", "25.90"), ("L2", "T2", "P1", "", "1", "12.50")),
}


class NotReadable(ValueError):
    """A file cannot be used; the message says which, why, and what to do."""


@dataclass(frozen=True)
class Batch:
    """What became of the sales that were sent.

    Attributes:
        customers: one row per customer: ``customer_id``, ``sales``, the columns
            `ml.model.PREDICTIONS` in currency (None where there is none), and ``reason`` in words
            where nothing is predicted.
        rejected: table, reason -> how many records.
        records: table -> how many records were read.
        anonymous: sales that name no customer, and so belong to no prediction.
        remarks: sentences on what the model never saw.
    """

    customers: list[dict[str, Any]]
    rejected: dict[tuple[str, str], int]
    records: dict[str, int]
    anonymous: int
    remarks: list[str]


def predict_batch(generation: Generation, headers: str, lines: str | None) -> Batch:
    """Return predictions for every customer in the files.

    Args:
        generation: the published generation whose model predicts, at its scoring cutoff.
        headers: the file of sales as a browser sends it, ``data:...;base64,...``.
        lines: that of their line items, if there is one.

    Raises:
        NotReadable: a file breaks the contract as a whole.
    """
    rows = {
        HEADERS: _read(HEADERS, headers),
        LINES: _read(LINES, lines) if lines else [],
    }
    done = recompute_of(generation).features(
        Sales(rows[HEADERS], rows[LINES], scoring_cutoff(generation))
    )
    rejected = Counter((row["source_table"], row["reason"]) for row in done.rejected)
    return Batch(
        customers=_customers(generation, done),
        rejected=dict(rejected),
        records={table: len(found) for table, found in rows.items()},
        anonymous=done.sales.get(None, 0),
        remarks=[*([] if lines else [WITHOUT_LINES]), *remarks(generation, done.features)],
    )


def template(table: str, first: str, second: str) -> str:
    """Return an example of a file of a table as CSV, with two days as the files write them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_table(table).columns)
    for row in EXAMPLES[table]:
        writer.writerow([field.format(first=first, second=second) for field in row])
    return text.getvalue()


def _table(name: str) -> RawTable:
    return next(table for table in raw_tables() if table.name == name)


def _read(name: str, contents: str) -> list[dict[str, str | None]]:
    """Return the records of a file, each column as text, checked as the warehouse checks files."""
    table = _table(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.csv"
        path.write_bytes(_decoded(name, contents))
        try:
            check_kind(path)
            if path.stat().st_size == 0:
                raise InputError("file_empty", f"{path} is empty (0 bytes).")
            found = read_csv(table, path, FileFormat.delimiter)
            if not 0 < found.rows_read <= MOST_RECORDS:
                raise NotReadable(
                    f"{path.name} holds {counted(found.rows_read, 'record')}; send 1 to "
                    f"{MOST_RECORDS:,}."
                )
            copy = io.StringIO()
            write_plain_copy(table, path, FileFormat.delimiter, copy)
        except InputError as error:
            text = str(error).removesuffix(f" [{error.code}]")
            raise NotReadable(text.replace(f"{folder}/", "")) from error
    copy.seek(0)
    return [{key: value or None for key, value in row.items()} for row in csv.DictReader(copy)]


def _decoded(name: str, contents: str) -> bytes:
    try:
        return base64.b64decode(contents.split(",", 1)[1], validate=True)
    except (IndexError, binascii.Error, ValueError) as error:
        raise NotReadable(f"{name}.csv did not arrive whole: choose the file again.") from error


def _customers(generation: Generation, done: Recomputed) -> list[dict[str, Any]]:
    before = day(scoring_cutoff(generation))
    features = {row["customer_id"]: row for row in done.features}
    predicted: dict[str, dict[str, Any]] = {}
    if features:
        made = predict_spend(pd.DataFrame(list(features.values())), generation.model)
        predicted = dict(zip(features, made.to_dict("records"), strict=True))
    return [
        {
            "customer_id": customer,
            "sales": count,
            **{name: predicted.get(customer, {}).get(name) for name in PREDICTIONS},
            "reason": None if customer in predicted else f"no accepted purchase before {before}",
        }
        for customer, count in done.sales.items()
        if customer is not None
    ]
