"""A Spark catalog with the tables of a DuckDB warehouse, for what reads a catalog."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from ml import spark_catalog

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def skip_without_spark() -> None:
    """Skip the tests where PySpark or Java is not installed, and say which."""
    pytest.importorskip("pyspark", reason=spark_catalog.NOT_INSTALLED)
    if not shutil.which("java"):
        pytest.skip(spark_catalog.NO_JAVA)


def export(data_dir: Path, tables: Iterable[str]) -> None:
    """Write tables of the DuckDB warehouse where Spark has its own, as one Parquet file each."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as con:
        for table in tables:
            file = parquet(data_dir, table)
            file.parent.mkdir(parents=True)
            con.execute(f"copy (from {table}) to '{file}'")


def register(spark: "SparkSession", data_dir: Path, tables: Iterable[str]) -> None:
    """Make exported tables known to Spark's catalog."""
    for table in tables:
        schema, _ = table.split(".")
        spark.sql(f"create schema if not exists {schema}")
        file = parquet(data_dir, table)
        spark.sql(f"create table {table} using parquet location '{file.parent}'")


def parquet(data_dir: Path, table: str) -> Path:
    """Return where a table is exported to."""
    schema, name = table.split(".")
    return data_dir / "warehouse.spark" / "tables" / f"{schema}.db" / name / "part-0.parquet"
