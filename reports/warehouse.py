"""The warehouse and the model that the reports tell of."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from data.lock import why_not_opened
from data.paths import warehouse_path
from ml import bundle
from ml.bundle import ModelError


class NothingToReport(Exception):
    """There is no warehouse with predictions of its model; the message says what to run."""


@dataclass(frozen=True)
class Warehouse:
    """The warehouse of ``DATA_DIR``, open for reading, and the manifest of its model."""

    connection: duckdb.DuckDBPyConnection
    manifest: dict[str, Any]

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts."""
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def frame(self, sql: str) -> pd.DataFrame:
        """Return the rows of a query as a DataFrame, for statistics that SQL does not have."""
        return self.connection.execute(sql).df()

    def row(self, sql: str) -> dict[str, Any]:
        """Return the only row of a query.

        Raises:
            ValueError: there is none, or more than one.
        """
        (row,) = self.query(sql)
        return row


@contextmanager
def open_warehouse() -> Iterator[Warehouse]:
    """Open the warehouse and the manifest of the model that scored it.

    Raises:
        NothingToReport: something is missing; the message says what to run.
    """
    path = warehouse_path()
    if not path.exists():
        raise NothingToReport(f"{path} does not exist: run `make run` first.")
    try:
        connection = duckdb.connect(str(path), read_only=True)
        manifest = bundle.load(bundle.current_folder()).manifest
    except duckdb.Error as error:
        raise NothingToReport(why_not_opened(path, error)) from error
    except ModelError as error:
        raise NothingToReport(str(error)) from error
    with connection:
        warehouse = Warehouse(connection, manifest)
        _check_scored(warehouse)
        yield warehouse


def _check_scored(warehouse: Warehouse) -> None:
    try:
        scored = warehouse.query("select distinct model_id from marts.customer_predictions")
    except duckdb.CatalogException as error:
        raise NothingToReport("The warehouse is not built yet: run `make run` first.") from error
    if [row["model_id"] for row in scored] != [warehouse.manifest["model_id"]]:
        raise NothingToReport(
            "The warehouse has no predictions of today's model for the data in it: run "
            "`make score` and `make publish` first."
        )


def spelled_out(sql: str, **values: str | int | None) -> str:
    """Return a query of the dashboard with values in place of its parameters (``$name``).

    So that what a report shows is what it asked, ready to be run by anybody.
    """
    for name, value in values.items():
        text = str(value).replace("'", "''")
        written = "null" if value is None else text if isinstance(value, int) else f"'{text}'"
        sql = re.sub(rf"\${name}\b", lambda _, known=written: known, sql)
    return sql
