"""The published generation that is being shown: one mart and the model that scored it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from data.paths import published_dir
from data.publish import CURRENT_FILE, MANIFEST_FILE, MART_FILE, MODEL_FOLDER
from ml import bundle

_OPENING = Lock()


class NothingPublished(Exception):
    """There is no generation to show; the message says what to run."""


@dataclass(frozen=True)
class Generation:
    """A published generation, open for reading."""

    manifest: dict[str, Any]
    model: bundle.Bundle
    connection: duckdb.DuckDBPyConnection

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts, on a cursor of its own."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters or {})
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def current() -> Generation:
    """Return the generation to which the pointer points now.

    Raises:
        NothingPublished: there is no pointer, or what it points to cannot be opened.
    """
    pointer = published_dir() / CURRENT_FILE
    if not pointer.exists():
        raise NothingPublished("Nothing is published yet: run `make run`, then reload this page.")
    # Two requests that open one file at once would meet on the same DuckDB instance.
    with _OPENING:
        return _open(str(published_dir() / pointer.read_text(encoding="utf-8").strip()))


@lru_cache(maxsize=2)
def _open(folder_name: str) -> Generation:
    folder = Path(folder_name)
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
    return Generation(manifest=manifest, model=model, connection=connection)
