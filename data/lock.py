"""Say in one sentence who holds the warehouse, before dbt says it in forty lines."""

import re
import sys
from pathlib import Path

import duckdb

from data.paths import warehouse_path


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


def main() -> int:
    """Return 1 after a sentence when another process has the warehouse open."""
    try:
        check_lock(warehouse_path())
    except WarehouseLocked as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
