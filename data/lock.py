"""Say in one sentence who holds the warehouse, before dbt says it in forty lines."""

import re
from pathlib import Path

import duckdb


class WarehouseLocked(Exception):
    """Another process has the warehouse open; the message says which."""


def check_lock(path: Path) -> None:
    """Open the warehouse and close it again.

    Raises:
        WarehouseLocked: another process holds it, or it cannot be opened.
    """
    if not path.exists():
        return
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        holder = re.search(r"held in (.+?\(PID \d+\))", str(error))
        reason = (
            f"is open in {holder[1]}: wait for it or close it"
            if holder
            else f"cannot be opened ({str(error).splitlines()[0]}): if it is broken, `make clean`"
        )
        raise WarehouseLocked(f"{path} {reason}, then run this again.") from error
