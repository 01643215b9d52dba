"""Print how many records were rejected or are odd, by table and reason."""

import duckdb

from data.paths import warehouse_path


def print_rejections(con: duckdb.DuckDBPyConnection) -> None:
    """Print one line for each table and reason of `quality.rejected_rows`."""
    _print_counts(con, "rejected_rows", "reason", "rejected")


def print_flags(con: duckdb.DuckDBPyConnection) -> None:
    """Print one line for each table and flag of `quality.row_flags`."""
    _print_counts(con, "row_flags", "flag", "kept, but odd")


def _print_counts(con: duckdb.DuckDBPyConnection, table: str, column: str, what: str) -> None:
    for source_table, value, rows in con.execute(
        f"select source_table, {column}, count(*) from quality.{table} group by all order by all"
    ).fetchall():
        print(f"  {what}: {rows:,} rows of {source_table}, {value} (quality.{table})")


def main() -> None:
    """Print the rejections of the warehouse of ``DATA_DIR``, if it came so far."""
    if not warehouse_path().exists():
        return
    try:
        with duckdb.connect(str(warehouse_path()), read_only=True) as con:
            print_rejections(con)
    except (duckdb.CatalogException, duckdb.IOException):
        # There is no such table yet, or another process has the file: the build has said so.
        return


if __name__ == "__main__":
    main()
