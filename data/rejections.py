"""Print how many records were rejected, by table and reason."""

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
        print(f"  rejected: {rows:,} rows of {table}, {reason}")


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
