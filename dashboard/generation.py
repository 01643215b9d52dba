"""The published generation that is being shown: one mart and the model that scored it."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock, Timer
from typing import Any

import duckdb
import pyarrow as pa
from flask import g, has_request_context

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
# Whoever waits longer has gone; the query would still hold a processor.
QUERY_SECONDS = 20.0
FETCHED_AT_ONCE = 1_000
# Memory that a query needed goes back at once: the dashboard should be small between questions.
FRUGAL = {
    "allocator_flush_threshold": "1MB",
    "allocator_bulk_deallocation_flush_threshold": "1MB",
}
# No other file, no extension, no way back: a query reads this mart and nothing else.
HARDENED = {
    **FRUGAL,
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": "1GB",
}


class TookTooLong(Exception):
    """A query was stopped; the message says what to do."""


@dataclass(frozen=True)
class Generation:
    """A published generation, open for reading."""

    manifest: dict[str, Any]
    model: bundle.Bundle
    connection: duckdb.DuckDBPyConnection
    mart: Path | None = None

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts, on a cursor of its own.

        Raises:
            TookTooLong: it ran longer than `QUERY_SECONDS`.
        """
        with self.connection.cursor() as cursor, stopped_in_time(cursor):
            cursor.execute(sql, parameters or {})
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def stream(self, sql: str, parameters: dict[str, Any]) -> Iterator[tuple]:
        """Yield the rows of a query; sending them may take as long as it takes."""
        with self.connection.cursor() as cursor:
            with stopped_in_time(cursor):
                cursor.execute(sql, parameters)
            while rows := cursor.fetchmany(FETCHED_AT_ONCE):
                yield from rows

    def arrow(self, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
        """Return the rows of a query as an Arrow table, on a cursor of its own."""
        with self.connection.cursor() as cursor, stopped_in_time(cursor):
            return cursor.sql(sql, params=parameters or {}).to_arrow_table()


@contextlib.contextmanager
def stopped_in_time(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Stop what a connection does after `QUERY_SECONDS`.

    Raises:
        TookTooLong: it was stopped.
    """

    def stop() -> None:
        # The query may have ended, and the cursor with it, in this very moment.
        with contextlib.suppress(duckdb.Error):
            cursor.interrupt()

    timer = Timer(QUERY_SECONDS, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise TookTooLong(
            f"This took longer than {QUERY_SECONDS:g} seconds and was stopped: ask for less, "
            "for example with more filters."
        ) from error
    finally:
        timer.cancel()


def current() -> Generation:
    """Return the generation to which the pointer points; within a request always the same one.

    A page asks more than once, and a publication may come in between.

    Raises:
        NothingPublished: there is no pointer, or what it points to is not what was published.
    """
    if not has_request_context():
        return _newest()
    if "generation" not in g:
        g.generation = _newest()
    return g.generation


def _newest() -> Generation:
    while True:
        pointer = _pointer()
        try:
            # Two requests that open one file at once would meet on the same DuckDB instance.
            with _OPENING:
                return _open(pointer)
        except NothingPublished:
            # Publications that follow each other quickly remove the folder before it is opened.
            if _pointer() == pointer:
                raise


def _pointer() -> str:
    try:
        return read_pointer()
    except OSError as error:
        raise NothingPublished(f"What is published cannot be read ({error}).") from error


@lru_cache(maxsize=2)
def _open(pointer: str) -> Generation:
    try:
        folder = verify_pointer(pointer)
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        model = bundle.load(folder / MODEL_FOLDER)
        connection = duckdb.connect(str(folder / MART_FILE), read_only=True, config=HARDENED)
        connection.execute("set lock_configuration = true")
    except NothingPublished:
        raise
    # A model that another version of a library wrote can fail in any way.
    except Exception as error:
        raise NothingPublished(
            f"What is published cannot be opened: run `make publish` ({error})."
        ) from error
    return Generation(
        manifest=manifest, model=model, connection=connection, mart=folder / MART_FILE
    )
