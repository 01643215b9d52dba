"""The published generation that is being shown: one mart and the model that scored it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from data.generations import (
    MANIFEST_FILE,
    MART_FILE,
    MODEL_FOLDER,
    NothingPublished,
    read_pointer,
    verify_pointer,
)
from ml import bundle

_OPENING = Lock()


@dataclass(frozen=True)
class Generation:
    """A published generation, open for reading."""

    manifest: dict[str, Any]
    model: bundle.Bundle
    connection: duckdb.DuckDBPyConnection
    mart: Path | None = None

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts, on a cursor of its own."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters or {})
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def arrow(self, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
        """Return the rows of a query as an Arrow table, on a cursor of its own."""
        with self.connection.cursor() as cursor:
            return cursor.sql(sql, params=parameters or {}).to_arrow_table()


def current() -> Generation:
    """Return the generation to which the pointer points now.

    Raises:
        NothingPublished: there is no pointer, or what it points to is not what was published.
    """
    pointer = read_pointer()
    # Two requests that open one file at once would meet on the same DuckDB instance.
    with _OPENING:
        return _open(pointer)


@lru_cache(maxsize=2)
def _open(pointer: str) -> Generation:
    folder = verify_pointer(pointer)
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        model = bundle.load(folder / MODEL_FOLDER)
        connection = duckdb.connect(
            str(folder / MART_FILE),
            read_only=True,
            config={
                "enable_external_access": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "memory_limit": "1GB",
            },
        )
        connection.execute("set lock_configuration = true")
    except (OSError, ValueError, bundle.ModelError, duckdb.Error) as error:
        raise NothingPublished(
            f"What is published in {folder} cannot be opened: run `make publish` ({error})."
        ) from error
    return Generation(
        manifest=manifest, model=model, connection=connection, mart=folder / MART_FILE
    )
