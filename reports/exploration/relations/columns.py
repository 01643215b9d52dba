"""The inputs that the mart has, as columns of a query."""

from reports.warehouse import Warehouse

# What stands in the mart beside the inputs, and the level, which is the same for all customers.
NO_INPUTS = ("customer_id", "cutoff_date", "future_spend_30d", "future_orders_30d")

INPUTS = f"""
select
    column_name as feature,
    data_type = 'VARCHAR' as is_name
from duckdb_columns()
where
    schema_name = 'marts'
    and table_name = 'customer_features'
    and column_name not in {NO_INPUTS}
    and not starts_with(column_name, 'level_')
order by column_index
"""


def inputs(warehouse: Warehouse, *, are_names: bool) -> list[str]:
    """Return the inputs that are names, or those that are numbers."""
    return [r["feature"] for r in warehouse.query(INPUTS) if r["is_name"] == are_names]


def columns(names: list[str], kind: str) -> str:
    """Return columns of one type, as SQL."""
    return ",\n        ".join(f"{quoted(name)}::{kind} as {quoted(name)}" for name in names)


def quoted(name: str) -> str:
    """Return a column's name as SQL has it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
