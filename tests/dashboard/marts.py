"""Marts in memory, as a retailer with another history would have them."""

from dataclasses import replace

import duckdb

from dashboard.generation import Generation


def without_rows(generation: Generation) -> Generation:
    """Return a generation whose marts have the columns of another's, and no row."""
    connection = duckdb.connect()
    tables = generation.query(
        "select schema_name, table_name, sql from duckdb_tables() order by all"
    )
    for table in tables:
        connection.execute(f"create schema if not exists {table['schema_name']}")
        connection.execute(table["sql"])
    return replace(generation, connection=connection)
