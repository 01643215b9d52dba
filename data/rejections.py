"""Print how many records were rejected or are odd, by table and reason."""

import duckdb

from data.paths import warehouse_path


def print_rejections(con: duckdb.DuckDBPyConnection) -> None:
    """Print one line for each table and reason of `quality.rejected_rows`."""
    for table, reason, rows in con.execute(
        """
        select source_table, reason, count(*)
        from quality.rejected_rows
        group by all
        order by all
        """
    ).fetchall():
        print(f"  rejected: {rows:,} rows of {table}, {reason} (quality.rejected_rows)")


def print_flags(con: duckdb.DuckDBPyConnection) -> None:
    """Print one line for each table and flag of `quality.row_flags`."""
    for table, flag, rows in con.execute(
        """
        select source_table, flag, count(*)
        from quality.row_flags
        group by all
        order by all
        """
    ).fetchall():
        print(f"  kept, but odd: {rows:,} rows of {table}, {flag} (quality.row_flags)")


def main() -> None:
    """Print the rejections of the warehouse of ``DATA_DIR``, if it came so far."""
    if not warehouse_path().exists():
        return
    with duckdb.connect(str(warehouse_path()), read_only=True) as con:
        if con.execute(
            "select 1 from duckdb_tables() where table_name = 'rejected_rows'"
        ).fetchall():
            print_rejections(con)


if __name__ == "__main__":
    main()
