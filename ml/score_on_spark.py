"""Score every customer of the scoring cutoff in Spark, with the function that scores elsewhere."""

import time
from typing import TYPE_CHECKING

import pandas as pd

from ml import spark_catalog, spark_workers
from ml.bundle import current_folder
from ml.features import KEYS, Signature
from ml.model import PREDICTIONS
from ml.predict import current_model, predict_spend
from ml.score import check_fits

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCORES = ", ".join(
    [
        *("customer_id string", "cutoff_date date"),
        *(f"{name} double" for name in PREDICTIONS),
        "model_id string",
    ]
)


def score_on_spark(copies: int = 0, partitions: int | None = None) -> None:
    """Write scores of the newest cutoff into Spark's `ml.customer_scores`.

    Args:
        copies: score the customers so many times over as well, which is only measured.
        partitions: into how many parts the customers are split; by default one a core.

    Raises:
        ModelError: there is no model, it learnt from days after that cutoff, or the mart lacks one
            of its features.
        FeatureError: a feature holds what cannot be.
        WarehouseError: Spark or one of its tables is not there.
    """
    model, folder = current_model(), current_folder()
    spark = spark_catalog.session()
    mart = spark_catalog.read_scoring_rows(spark)
    scoring_cutoff = mart.first()["cutoff_date"]
    check_fits(model, mart.columns, pd.Timestamp(scoring_cutoff))
    rows = as_predicted(mart, model.model.signature)
    # Warns, and stops, as it does for rows: the workers would, in the middle, and each for itself.
    predict_spend(extremes(rows, model.model.signature), model)
    spark_workers.ship_code(spark.sparkContext)
    model_files = spark_workers.ship_model(spark.sparkContext, folder)
    partitions = partitions or spark.sparkContext.defaultParallelism
    scores = predicted(rows, model_files, partitions)
    started = time.perf_counter()
    spark_catalog.replace_table(spark, "customer_scores", scores)
    seconds = time.perf_counter() - started
    count = spark.table("ml.customer_scores").count()
    print(f"Scored {count:,} customers at the cutoff {scoring_cutoff} on Spark")
    print(
        f"  {_speed(spark, count, seconds, partitions)}, the start of the workers, loading the "
        "model and writing included"
    )
    if copies:
        many = rows.crossJoin(spark.range(copies).select())
        started = time.perf_counter()
        predicted(many, model_files, partitions).write.format("noop").mode("overwrite").save()
        seconds = time.perf_counter() - started
        print(
            f"  {_speed(spark, count * copies, seconds, partitions)}: {copies:,} copies, read, "
            "shuffled and predicted by workers that had begun, not written"
        )


def as_predicted(mart: "DataFrame", signature: Signature) -> "DataFrame":
    """Return keys and features with the types in which `predict_spend` gets them from DuckDB.

    Money is decimal, which pandas would hold as objects, and slowly.
    """
    types = {
        name: "double" if kind == "number" else "string" for name, kind in signature.types().items()
    }
    return mart.select(*KEYS, *(mart[name].cast(kind) for name, kind in types.items()))


def extremes(rows: "DataFrame", signature: Signature) -> pd.DataFrame:
    """Return a few rows that hold the least and greatest of each number, and every category."""
    found = rows.selectExpr(
        *(f"array(min({name}), max({name})) as {name}" for name in signature.numbers),
        *(f"array_sort(collect_set({name})) as {name}" for name in signature.categories),
    ).first()
    types = signature.types()
    return pd.DataFrame(
        {
            name: pd.Series(found[name], dtype="float64" if kind == "number" else "object")
            for name, kind in types.items()
        }
    )


def predicted(
    rows: "DataFrame", model_files: spark_workers.ModelFiles, partitions: int
) -> "DataFrame":
    """Return keys and predictions of rows of features, split and ordered by customer.

    Shuffled rows arrive as they come, and the last bits of a prediction depend on the rows beside
    it in a batch: in the same order they are the same each time.
    """
    parts = rows.repartition(partitions, "customer_id").sortWithinPartitions("customer_id")
    return parts.mapInPandas(spark_workers.predictor(model_files), SCORES)


def _speed(spark: "SparkSession", count: int, seconds: float, partitions: int) -> str:
    cores = spark.sparkContext.defaultParallelism
    return (
        f"{count:,} rows in {seconds:.1f} s ({partitions} partitions, {cores} cores), "
        f"{count / seconds / cores:,.0f} rows a second and core"
    )
