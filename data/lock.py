"""Say in one sentence who holds the warehouse, before dbt says it in forty lines."""

import re
import sys

import duckdb

from data.paths import warehouse_path


def main() -> int:
    """Return 1 after a sentence when another process has the warehouse open."""
    if not warehouse_path().exists():
        return 0
    try:
        duckdb.connect(str(warehouse_path())).close()
    except duckdb.Error as error:
        holder = re.search(r"held in (.+?\(PID \d+\))", str(error))
        reason = f"is open in {holder[1]}; close it" if holder else f"cannot be opened ({error})"
        print(f"{warehouse_path()} {reason}, then run this again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
