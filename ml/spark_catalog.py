"""What `ml` reads from Spark's catalog, and the tables that it gives back there."""

import os
import secrets
import shutil
import warnings
from typing import TYPE_CHECKING

from ml.warehouse import WarehouseError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FEATURES = "marts.customer_features"
FINGERPRINT = "marts.mart_fingerprint"
NOT_INSTALLED = "PySpark is not installed: run `pip install -r requirements-spark.txt`."
NO_JAVA = "Spark needs Java 17, and there is no `java`: install it, or set JAVA_HOME."
# PySpark warns of every pandas from 3 on. What is used of it here is right with pandas 3: text,
# numbers, dates and NULL in each of them (tests/test_on_spark.py).
warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)


def session() -> "SparkSession":
    """Return the Spark session of the profile, started when there is none.

    Raises:
        WarehouseError: PySpark or Java is not installed, or another process has the catalog open.
    """
    try:
        import pyspark.errors  # noqa: PLC0415
    except ImportError as error:
        raise WarehouseError(NOT_INSTALLED) from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise WarehouseError(NO_JAVA)
    from data.spark.session import spark_session  # noqa: PLC0415

    started = spark_session()
    try:
        started.catalog.listDatabases()
    except pyspark.errors.PySparkException as error:
        raise WarehouseError(
            "Spark's catalog cannot be opened. Where it is a Derby folder, one process at a time "
            f"can: wait until the other is done ({str(error).splitlines()[0]})."
        ) from error
    return started


def read_scoring_rows(spark: "SparkSession") -> "DataFrame":
    """Return the rows of the scoring cutoff of `marts.customer_features`.

    Raises:
        WarehouseError: the mart is not there, or holds no rows.
    """
    need(spark, FEATURES)
    mart = spark.table(FEATURES)
    newest = mart.selectExpr("max(cutoff_date) as cutoff_date").first()["cutoff_date"]
    if newest is None:
        raise WarehouseError(f"Spark's {FEATURES} holds no rows.")
    return mart.where(mart["cutoff_date"] == newest)


def count_mart_rows(spark: "SparkSession") -> int:
    """Return how many rows the mart had when its fingerprint was taken."""
    need(spark, FINGERPRINT)
    return spark.table(FINGERPRINT).first()["mart_rows"]


def replace_table(spark: "SparkSession", table: str, rows: "DataFrame") -> None:
    """Write the rows as a Parquet table of the schema `ml`, in place of what was there.

    They get the fingerprint of Spark's mart, and are written beside the table first: when a
    worker fails, it stays as it was.
    """
    from pyspark.sql.functions import lit  # noqa: PLC0415

    need(spark, FINGERPRINT)
    fingerprint = lit(spark.table(FINGERPRINT).first()["mart_fingerprint"])
    rows = rows.withColumn("mart_fingerprint", fingerprint)
    spark.sql("create schema if not exists ml")
    # A name of its own: Spark refuses a folder in which a process that was killed left files.
    beside = f"ml.{table}_{secrets.token_hex(4)}"
    rows.write.format("parquet").saveAsTable(beside)
    spark.sql(f"drop table if exists ml.{table}")
    spark.sql(f"alter table {beside} rename to ml.{table}")


def need(spark: "SparkSession", table: str) -> None:
    """Raise a WarehouseError when the catalog has no such table."""
    if not spark.catalog.tableExists(table):
        raise WarehouseError(
            f"Spark's catalog has no {table} yet: run `dbt build --target spark` first."
        )
