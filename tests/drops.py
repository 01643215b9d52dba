"""Small drops: the seven raw tables of a made-up retailer, for tests only."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet

from data.contract import raw_tables

COLUMNS = {table.name: table.columns for table in raw_tables()}
Rows = list[dict[str, object]]
Drop = dict[str, Rows]


def drop(**tables: Rows) -> Drop:
    """Return a drop with one store and one product, and the tables given."""
    return {
        "stores": [{"store_id": "S1"}],
        "products": [{"product_id": "P1", "product_category": "Food"}],
        "customer_details": [{"customer_id": "C1"}],
        "promotion_details": [],
        "loyalty_rules": [],
        "store_sales_header": [],
        "store_sales_line_items": [],
        **tables,
    }


def sale(
    transaction_id: str, customer_id: str | None, when: str, amount: object, product: str = "P1"
) -> tuple[dict, dict]:
    """Return the header and the one line of a sale."""
    header = {
        "transaction_id": transaction_id,
        "customer_id": customer_id,
        "store_id": "S1",
        "transaction_date": when,
        "total_amount": amount,
    }
    line = {
        "line_item_id": f"{transaction_id}-1",
        "transaction_id": transaction_id,
        "product_id": product,
        "quantity": -1 if str(amount).startswith("-") else 1,
        "line_item_amount": amount,
    }
    return header, line


def drop_of_sales(sales: list[tuple[dict, dict]], **tables: Rows) -> Drop:
    """Return a drop with these sales, as `sale` makes them."""
    return drop(
        store_sales_header=[header for header, _ in sales],
        store_sales_line_items=[line for _, line in sales],
        **tables,
    )


def half_a_year_of_sales() -> list[tuple[dict, dict]]:
    """Return the sales of twelve customers, C0 to C11: the least that a model can be tested on."""
    first = date(2024, 1, 1)
    return [
        sale(f"T{c}-{d}", f"C{c}", str(first + timedelta(days=d)), f"{c + d % 5}.50")
        for c in range(12)
        for d in range(c % 3, 180, 5 + c)
    ]


def write_csv(tables: Drop, folder: Path) -> None:
    """Write the tables as CSV, NULL as the empty field, without the optional column."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        header = [column for column in COLUMNS[name] if column != "channel"]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)


def write_parquet(tables: Drop, folder: Path) -> None:
    """Write the tables as Parquet with the types that a CSV reader infers, ids as text."""
    write_csv(tables, folder)
    for name, columns in COLUMNS.items():
        path = folder / f"{name}.csv"
        ids = {column: pyarrow.string() for column in columns if column.endswith("_id")}
        options = pyarrow.csv.ConvertOptions(column_types=ids, strings_can_be_null=True)
        table = pyarrow.csv.read_csv(path, convert_options=options)
        pyarrow.parquet.write_table(table, path.with_suffix(".parquet"))
        path.unlink()


def write_text_parquet(tables: Drop, folder: Path) -> None:
    """Write the tables as Parquet, every column as text: what CSV says, in another file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = [column for column in COLUMNS[name] if column != "channel"]
        values = {
            column: [None if row.get(column) is None else str(row[column]) for row in rows]
            for column in columns
        }
        schema = pyarrow.schema([(column, pyarrow.string()) for column in columns])
        pyarrow.parquet.write_table(pyarrow.table(values, schema), folder / f"{name}.parquet")
