"""Spark scores as this process does, and takes over what was learnt beside DuckDB."""

import json
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest

from ml import __main__ as command
from ml import bundle, spark_catalog
from ml import score as local
from ml import score_on_spark as on_spark
from ml.bundle import ModelError
from ml.features import KEYS, FeatureError
from ml.hand_over import TABLES, hand_over_to_spark
from ml.model import RuleModel
from ml.predict import current_model, predict_spend
from ml.rules import LastDays
from ml.spark_workers import ModelFiles, _load, predictor, ship_code, ship_model
from ml.warehouse import WarehouseError, read_scoring_rows
from tests.project import query, run
from tests.spark_bed import export, parquet, register, skip_without_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MARTS = (spark_catalog.FEATURES, spark_catalog.FINGERPRINT)
FINGERPRINT = "of Spark's own"
pytestmark = [
    # `ml.spark_catalog` says why.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    # PySpark's own, of pandas 3.
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def data_dir(sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sample whose marts lie in Spark's folder as well."""
    skip_without_spark()
    folder = tmp_path_factory.mktemp("spark")
    shutil.copy(sample.data_dir / "warehouse.duckdb", folder)
    shutil.copytree(sample.data_dir / "models", folder / "models")
    export(folder, MARTS)
    mart = parquet(folder, spark_catalog.FINGERPRINT)
    duckdb.execute(
        f"copy (select mart_rows, ? as mart_fingerprint from '{mart}') to '{mart}'", [FINGERPRINT]
    )
    return folder


@pytest.fixture(scope="module")
def session(data_dir: Path) -> Iterator["SparkSession"]:
    """Return Spark with the exported marts in its catalog."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(data_dir))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        started = spark_catalog.session()
    register(started, data_dir, MARTS)
    yield started
    started.stop()


@pytest.fixture
def spark(
    session: "SparkSession", data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> "SparkSession":
    """Return that Spark, with ``DATA_DIR`` set for the test."""
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    return session


@pytest.fixture
def expected(spark: "SparkSession") -> pd.DataFrame:
    """Return keys and predictions of this process, by customer."""
    return predicted_here(read_scoring_rows())


def predicted_here(rows: pd.DataFrame) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.concat([rows[list(KEYS)], predict_spend(rows)], axis=1)


def predicted_there(spark: "SparkSession", rows: "DataFrame", partitions: int) -> "DataFrame":
    model = current_model()
    ship_code(spark.sparkContext)
    files = ship_model(spark.sparkContext, bundle.current_folder())
    return on_spark.predicted(on_spark.as_predicted(rows, model.model.signature), files, partitions)


def same(made: "DataFrame", expected: pd.DataFrame) -> None:
    """Assert that predictions are equal, but for the last bits.

    Those of a product of matrices depend on how many rows there are in a batch.
    """
    frame = made.toPandas().sort_values("customer_id", ignore_index=True)
    frame["cutoff_date"] = pd.to_datetime(frame["cutoff_date"])
    pd.testing.assert_frame_equal(
        frame,
        expected.sort_values("customer_id", ignore_index=True),
        rtol=1e-12,
        atol=1e-12,
        check_dtype=False,
    )


def test_every_customer_is_scored_as_here(
    spark: "SparkSession", expected: pd.DataFrame, capsys: pytest.CaptureFixture
) -> None:
    with warnings.catch_warnings(record=True) as there:
        warnings.simplefilter("always")
        on_spark.score_on_spark(copies=2)
    with warnings.catch_warnings(record=True) as here:
        warnings.simplefilter("always")
        predict_spend(read_scoring_rows())
    said = {str(warning.message) for warning in here}
    assert said & {str(warning.message) for warning in there} == said
    scores = spark.table("ml.customer_scores")
    assert scores.dtypes == [
        *(("customer_id", "string"), ("cutoff_date", "date")),
        *((name, "double") for name in expected.columns[2:-1]),
        *(("model_id", "string"), ("mart_fingerprint", "string")),
    ]
    assert {row[0] for row in scores.select("mart_fingerprint").distinct().collect()} == {
        FINGERPRINT
    }
    same(scores.drop("mart_fingerprint"), expected)
    printed = capsys.readouterr().out
    assert f"Scored {len(expected):,} customers" in printed
    assert f"  {2 * len(expected):,} rows in " in printed
    first = scores.collect()
    on_spark.score_on_spark()
    assert spark.table("ml.customer_scores").collect() == first  # to the last bit
    on_spark.score_on_spark(partitions=3)
    same(spark.table("ml.customer_scores").drop("mart_fingerprint"), expected)


@pytest.mark.parametrize("partitions", [1, 7])
def test_partitions_do_not_matter(
    spark: "SparkSession", expected: pd.DataFrame, partitions: int
) -> None:
    rows = spark_catalog.read_scoring_rows(spark)
    made = predicted_there(spark, rows, partitions)
    assert made.rdd.getNumPartitions() == partitions
    same(made, expected)


def test_partitions_of_one_row_and_of_none(spark: "SparkSession", expected: pd.DataFrame) -> None:
    few = expected["customer_id"].tolist()[::130]
    rows = spark_catalog.read_scoring_rows(spark)
    made = predicted_there(spark, rows.where(rows["customer_id"].isin(few)), 2 * len(few))
    sizes = made.rdd.mapPartitions(lambda part: [sum(1 for _ in part)]).collect()
    assert {0, 1} <= set(sizes)
    same(made, expected[expected["customer_id"].isin(few)])
    assert predicted_there(spark, rows.where("false"), 2).count() == 0


def test_a_rule_gives_no_interval_there_either(
    spark: "SparkSession", data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = current_model()
    rule = RuleModel(old.model.signature, LastDays(90, 90), "last_90_days_over_3")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(bundle, "model_card", lambda _: "")
    bundle.save(rule, {**old.manifest, "model_id": "a-rule"})
    shutil.copy(data_dir / "warehouse.duckdb", tmp_path)
    made = predicted_there(spark, spark_catalog.read_scoring_rows(spark), 2)
    assert made.where("predicted_spend_30d_low is not null or isnan(predicted_spend_30d)").isEmpty()
    same(made, predicted_here(read_scoring_rows()))


def test_the_model_must_fit_the_mart_as_here(
    spark: "SparkSession", data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both_say() -> str:
        with pytest.raises(ModelError) as there:
            on_spark.score_on_spark()
        with pytest.raises(ModelError) as here:
            local.score()
        assert str(there.value) == str(here.value)
        return str(here.value)

    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    shutil.copy(data_dir / "warehouse.duckdb", tmp_path)
    assert "no model in" in both_say()
    shutil.copytree(data_dir / "models", tmp_path / "models")
    manifest = bundle.current_folder() / bundle.MANIFEST_FILE
    honest = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**honest, "scoring_cutoff": "2030-01-01"}))
    assert "learnt from sales until 2030-01-01" in both_say()
    manifest.write_text(json.dumps(honest))
    os.utime(manifest, ns=(1, 1))
    there, here = spark_catalog.read_scoring_rows(spark), read_scoring_rows()
    monkeypatch.setattr(spark_catalog, "read_scoring_rows", lambda _: there.drop("rfm_spend_90d"))
    monkeypatch.setattr(
        local.warehouse, "read_scoring_rows", lambda: here.drop(columns="rfm_spend_90d")
    )
    assert "the mart has no column rfm_spend_90d" in both_say()


def test_what_cannot_be_is_named_before_the_workers_begin(
    spark: "SparkSession", monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = spark_catalog.read_scoring_rows(spark)
    one_wrong = rows.withColumn("rfm_orders_90d", rows["rfm_orders_90d"] - 1000)
    monkeypatch.setattr(spark_catalog, "read_scoring_rows", lambda _: one_wrong)
    with pytest.raises(FeatureError, match="rfm_orders_90d must not be negative"):
        on_spark.score_on_spark()


def test_workers_refuse_a_model_that_was_changed_on_the_way(spark: "SparkSession") -> None:
    sent = ship_model(spark.sparkContext, bundle.current_folder())
    files = {**sent.files.value, bundle.MODEL_FILE: sent.files.value[bundle.MODEL_FILE] + b" "}
    with pytest.raises(ModelError, match="sha256 differs"):
        _load(ModelFiles("another", SimpleNamespace(value=files)))


def test_a_worker_loads_the_model_once_and_uses_one_thread(
    spark: "SparkSession", monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, threads = [], []
    load, predict = bundle.load, predict_spend
    monkeypatch.setattr(bundle, "load", lambda folder: loaded.append(folder) or load(folder))
    monkeypatch.setattr(
        "ml.spark_workers.predict_spend",
        lambda *rows, **options: threads.append(options["threads"]) or predict(*rows, **options),
    )
    _load.cache_clear()
    files = ship_model(spark.sparkContext, bundle.current_folder())
    batches = [read_scoring_rows()] * 2
    assert [len(list(predictor(files)(iter(batches)))) for _ in range(2)] == [2, 2]
    assert (len(loaded), threads) == (1, [1] * 4)


def test_spark_hands_pandas_3_every_type_and_null(spark: "SparkSession") -> None:
    """PySpark says that it might not; `mapInPandas` could not be used then."""
    rows = spark.sql(
        "select * from values ('a', 1.5D, date'2018-01-01', 3L, cast(null as string)), "
        "(null, null, null, null, null) as t (text, number, day, whole, empty)"
    )

    def seen(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            yield pd.DataFrame({"seen": [repr(batch.astype(object).fillna("-").values.tolist())]})

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        printed = rows.coalesce(1).mapInPandas(seen, "seen string").first()["seen"]
        back = rows.mapInPandas(lambda batches: batches, rows.schema)
    assert printed == "[['a', 1.5, datetime.date(2018, 1, 1), 3, '-'], ['-', '-', '-', '-', '-']]"
    assert back.exceptAll(rows).isEmpty()
    assert rows.exceptAll(back).isEmpty()


def test_a_worker_that_fails_leaves_the_table_as_it_was(spark: "SparkSession") -> None:
    good = spark.range(3).selectExpr("id")
    spark_catalog.replace_table(spark, "kept", good)
    bad = good.selectExpr("raise_error('no') as id")
    with pytest.raises(Exception, match="no"):
        spark_catalog.replace_table(spark, "kept", bad)
    assert spark.table("ml.kept").count() == 3
    spark_catalog.replace_table(spark, "kept", good.where("id > 0"))
    assert sorted(spark.table("ml.kept").collect()) == [(n, FINGERPRINT) for n in (1, 2)]
    assert not spark.sql("show tables in ml like 'kept_*'").collect()


def test_what_was_learnt_is_handed_over(
    spark: "SparkSession", data_dir: Path, capsys: pytest.CaptureFixture
) -> None:
    with duckdb.connect(str(data_dir / "warehouse.duckdb")) as con:
        con.execute(
            "insert into ml.feature_importance by name "
            "select 'of an older mart' as feature, 'older' as mart_fingerprint"
        )
    hand_over_to_spark(with_scores=True)
    printed = capsys.readouterr().out
    for table in (*TABLES, "customer_scores"):
        made = spark.table(f"ml.{table}")
        assert {row[0] for row in made.select("mart_fingerprint").distinct().collect()} == {
            FINGERPRINT
        }
        (file,) = (data_dir / "warehouse.spark" / "tables" / "ml.db" / table).glob("*.parquet")
        theirs = f"select * exclude (mart_fingerprint) from '{file}'"
        ours = (
            f"select * exclude (mart_fingerprint) from ml.{table} "
            "where mart_fingerprint = (select mart_fingerprint from marts.mart_fingerprint)"
        )
        assert query(data_dir, f"describe {theirs}") == query(data_dir, f"describe {ours}")
        ((rows,),) = query(data_dir, f"select count(*) from ({ours})")
        assert f"{rows:,} rows of ml.{table}" in printed
        assert rows > 0
        for one, other in ((theirs, ours), (ours, theirs)):
            assert query(data_dir, f"({one}) except all ({other})") == []


def test_marts_of_other_inputs_are_not_handed_anything(
    spark: "SparkSession", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_catalog, "count_mart_rows", lambda _: 7)
    with pytest.raises(WarehouseError, match="has 7 rows and DuckDB's"):
        hand_over_to_spark()


def test_a_table_that_is_not_built_is_named(spark: "SparkSession") -> None:
    with pytest.raises(WarehouseError, match=r"no marts\.nothing yet: run `dbt build"):
        spark_catalog.need(spark, "marts.nothing")


@pytest.mark.parametrize("name", ["score-on-spark", "hand-over-to-spark"])
def test_what_is_not_installed_is_said_in_a_sentence(
    sample, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    monkeypatch.setattr(sys, "argv", ["ml", name])
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    assert command.main() == 1
    assert f"python -m ml {name}: {spark_catalog.NOT_INSTALLED}\n" == capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "pyspark.errors", SimpleNamespace())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    assert command.main() == 1
    assert f"python -m ml {name}: {spark_catalog.NO_JAVA}\n" == capsys.readouterr().err


@pytest.mark.long
def test_executors_need_neither_the_folder_of_the_code_nor_that_of_the_models(
    sample, tmp_path: Path
) -> None:
    """Two executors in processes of their own, with folders of their own."""
    skip_without_spark()
    shutil.copy(sample.data_dir / "warehouse.duckdb", tmp_path)
    shutil.copytree(sample.data_dir / "models", tmp_path / "models")
    export(tmp_path, MARTS)
    # Executors work in $SPARK_HOME/work, which is not to be that of the environment.
    home = tmp_path / "spark"
    home.mkdir()
    for path in Path(find_spec("pyspark").origin).parent.iterdir():
        (home / path.name).symlink_to(path)
    run(
        *(sys.executable, "-c"),
        "from pathlib import Path; from ml import spark_catalog; from tests.spark_bed import *; "
        f"register(spark_catalog.session(), Path('{tmp_path}'), {MARTS})",
        data_dir=tmp_path,
    )
    done = run(
        *(sys.executable, "-m", "ml", "score-on-spark"),
        data_dir=tmp_path,
        SPARK_MASTER="local-cluster[2,1,1024]",
        PYSPARK_PYTHON=sys.executable,
        SPARK_HOME=str(home),
    )
    assert "(2 partitions, 2 cores)" in done.stdout
