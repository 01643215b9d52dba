"""One writer at a time, and one sentence for whoever comes second."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


class Busy(Exception):
    """Another process is at work here; the message says which."""


def check_warehouse(path: Path) -> None:
    """Open the warehouse and close it again.

    Raises:
        Busy: another process holds it, or it cannot be opened.
    """
    if not path.exists():
        return
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        raise Busy(why_not_opened(path, error)) from error


def why_not_opened(path: Path, error: duckdb.Error) -> str:
    """Return in a sentence why DuckDB could not open a warehouse, and what to do."""
    holder = re.search(r"held in (.+?\(PID \d+\))", str(error))
    reason = (
        f"is open in {holder[1]}: wait for it or close it"
        if holder
        else f"cannot be opened ({str(error).splitlines()[0]}): if it is broken, `make clean`"
    )
    return f"{path} {reason}, then run this again."


@contextmanager
def only_one(folder: Path, work: str) -> Iterator[None]:
    """Hold the lock of a folder; the system releases it also when the process is killed.

    Raises:
        Busy: another process holds it.
    """
    with (folder / ".lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Busy(
                f"another {work} is under way in {folder} (PID {file.read()}): wait for it, then "
                "run this again."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
