"""Run one query on the warehouse and print the rows: ``python -m data.sql "select ..."``."""

import sys

import duckdb

from data.paths import warehouse_path


def main() -> int:
    """Print the result of the query given, or say in one sentence why there is none."""
    if len(sys.argv) != 2 or not sys.argv[1].strip():  # noqa: PLR2004
        print('Name a query: make sql Q="select * from marts.model_metrics"', file=sys.stderr)
        return 1
    if not warehouse_path().exists():
        print(f"{warehouse_path()} does not exist: run `make build` first.", file=sys.stderr)
        return 1
    try:
        with duckdb.connect(str(warehouse_path()), read_only=True) as con:
            result = con.sql(sys.argv[1])
            if result is not None:
                result.show(max_width=200, max_rows=100)
    except duckdb.Error as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
