"""Give Spark's catalog what a training on the DuckDB warehouse wrote.

Its prediction marts can then be built on Spark too. The rows go by Parquet files beside the
warehouse, which a cluster must be able to read.
"""

import tempfile
from pathlib import Path

from data.paths import data_dir
from ml import spark_catalog, warehouse

TABLES = ("backtest_scores", "customer_explanations", "feature_importance", "partial_dependence")
SCORES = "customer_scores"


def hand_over_to_spark(*, with_scores: bool = False) -> None:
    """Copy the tables of the schema `ml` from the DuckDB warehouse into Spark's catalog.

    Each engine hashes in its own way, so equal marts have two fingerprints: what belongs to the
    DuckDB mart carries that of Spark's afterwards. What an older mart left behind stays behind.

    Args:
        with_scores: also `ml.customer_scores`, which Spark can make itself.

    Raises:
        WarehouseError: Spark or a warehouse is not there, or the marts are not of the same inputs.
    """
    spark = spark_catalog.session()
    mart_rows = spark_catalog.count_mart_rows(spark)
    known_rows = warehouse.count_mart_rows()
    if mart_rows != known_rows:
        raise warehouse.WarehouseError(
            f"Spark's marts.customer_features has {mart_rows:,} rows and DuckDB's {known_rows:,}: "
            "build both from the same inputs first."
        )
    with tempfile.TemporaryDirectory(dir=data_dir(), prefix=".hand-over-") as folder:
        for table in (*TABLES, *([SCORES] if with_scores else [])):
            file = Path(folder) / f"{table}.parquet"
            warehouse.write_ml_table(table, file)
            rows = spark.read.parquet(file.resolve().as_uri())
            spark_catalog.replace_table(spark, table, rows)
            print(f"Handed over {spark.table(f'ml.{table}').count():,} rows of ml.{table}")
