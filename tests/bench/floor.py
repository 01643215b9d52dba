"""The floor: one pass that joins the lines to their headers and sums by customer."""

import sys
from pathlib import Path

import duckdb


def run(raw: Path) -> None:
    """Sum amount and lines of every customer, straight from the Parquet files."""
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute(
            f"""
            create table sums as
            select customer_id, sum(line_item_amount), count(*)
            from '{raw}/store_sales_line_items.parquet'
            inner join '{raw}/store_sales_header.parquet' using (transaction_id)
            group by customer_id
            """
        )


if __name__ == "__main__":
    run(Path(sys.argv[1]))
