"""The comparison of the two engines sees a cent, a key, a NULL, and a float in the ninth place."""

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests import parity
from tests.project import run
from tests.spark_bed import export, parquet

FEATURES = "marts.customer_features"
ONE = "customer_id = '1' and cutoff_date = (select max(cutoff_date) from marts.customer_features)"
KEY = "customer_id=1, cutoff_date=2018-01-01"
Compare = Callable[..., parity.Verdict]


@pytest.fixture
def compare(sample, tmp_path: Path) -> Compare:
    """Return a function that compares a table with what a query makes of it for Spark."""

    def compare(select: str, table: str = FEATURES) -> parity.Verdict:
        file = parquet(tmp_path, table)
        file.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(sample.data_dir / "warehouse.duckdb"), read_only=True) as con:
            con.execute(f"copy ({select}) to '{file}'")
        tables = {table.name: table for table in parity.public_tables()}
        return parity.compare(parity.connect(), tables[table])

    (tmp_path / "warehouse.duckdb").symlink_to(sample.data_dir / "warehouse.duckdb")
    return compare


def changed(column: str, value: str) -> str:
    """Return a query for the features in which one value of one row is another."""
    return f"select * replace (if({ONE}, {value}, {column}) as {column}) from {FEATURES}"


def test_equal_tables_are_equal(sample, tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").symlink_to(sample.data_dir / "warehouse.duckdb")
    tables = parity.public_tables()
    export(tmp_path, [table.name for table in tables])
    command = (sys.executable, "-m", "tests.parity")
    done = run(*command, data_dir=tmp_path)
    assert f"{len(tables)} of {len(tables)} tables are equal." in done.stdout
    assert "99 columns  equal    floats within 0.0e+00" in done.stdout
    (other := parquet(tmp_path, "marts.customers")).unlink()
    done = run(*command, data_dir=tmp_path, check=False)
    assert done.returncode == 1
    assert f"{len(tables) - 1} of {len(tables)} tables are equal." in done.stdout
    assert f"    {other.parent} holds no Parquet files" in done.stdout
    done = run(*command, data_dir=tmp_path / "nowhere", check=False)
    assert done.returncode == 1
    assert "run `make build` first" in done.stderr


def test_every_public_table_has_a_grain() -> None:
    tables = {table.name: table.grain for table in parity.public_tables()}
    assert tables[FEATURES] == tables["marts.backtest_features"] == ("customer_id", "cutoff_date")
    assert tables["marts.customers"] == ("customer_id",)
    assert all(tables.values())


@pytest.mark.parametrize(
    ("column", "value", "here", "there"),
    [
        ("rfm_spend_90d", "rfm_spend_90d + 0.01", "618.89", "618.90"),
        ("rfm_spend_90d", "null", "618.89", "None"),
        ("rfm_orders_90d", "rfm_orders_90d + 1", "13", "14"),
        ("category_top_365d", "lower(category_top_365d)", "GROCERY", "grocery"),
        ("store_home_region", "''", "None", ""),
        ("level_growth_last_year", "0.0::double", "None", "0.0"),
        ("rfm_spend_half_life_90d", "null", "820.86", "None"),
        ("rfm_spend_half_life_90d", "'nan'::double", "820.86", "nan"),
        ("rfm_spend_half_life_90d", "'inf'::double", "820.86", "inf"),
        ("rfm_spend_half_life_90d", "rfm_spend_half_life_90d * (1 + 1e-8)", "820.86", "820.86"),
        ("promo_spend_share_365d", "promo_spend_share_365d + 1e-8", "0.45565", "0.45565"),
    ],
)
def test_one_value_of_one_row(
    compare: Compare, column: str, value: str, here: str, there: str
) -> None:
    verdict = compare(changed(column, value))
    assert (verdict.rows > 60_000, verdict.columns) == (True, 99)
    counted, named = verdict.differences
    assert counted == f"{column} differs in 1 rows"
    assert named.startswith(f"{KEY}: {column} is {here}")
    assert f" in DuckDB, {there}" in named
    if "1e-8" in value:
        assert verdict.furthest == pytest.approx(1e-8, rel=1e-3)


def test_the_order_of_a_sum_does_not_matter(compare: Compare) -> None:
    column = "rfm_spend_half_life_90d"
    verdict = compare(changed(column, f"{column} * (1 + 1e-10)"))
    assert verdict.differences == []
    assert verdict.furthest == pytest.approx(1e-10, rel=1e-3)


def test_rows_of_one_side_only(compare: Compare) -> None:
    lost = compare(f"select * from {FEATURES} where not ({ONE})").differences
    assert lost[0].endswith("in Spark")
    assert lost[1:] == [f"{KEY}: only in DuckDB"]
    double = compare(f"from {FEATURES} union all from {FEATURES} where {ONE}").differences
    assert len(double) == 1
    assert double[0].endswith("in Spark")
    renamed = compare(changed("customer_id", "'nobody'")).differences
    assert renamed == [
        f"{KEY}: only in DuckDB",
        "customer_id=nobody, cutoff_date=2018-01-01: only in Spark",
    ]


def test_columns_and_their_kinds(compare: Compare) -> None:
    def said(select: str) -> list[str]:
        return compare(f"select {select} from {FEATURES}").differences

    assert said("* exclude (rfm_segment)") == ["column rfm_segment: only in DuckDB"]
    assert said("*, 1 as more") == ["column more: only in Spark"]
    assert said("* replace (rfm_spend_7d::double as rfm_spend_7d)") == [
        "column rfm_spend_7d: decimal in DuckDB, float in Spark"
    ]
    assert said("* replace (customer_id::bigint as customer_id)") == [
        "column customer_id: varchar in DuckDB, whole number in Spark"
    ]
    assert said("cutoff_date, * exclude (cutoff_date)") == [
        "columns in another order: customer_id in DuckDB, where Spark has cutoff_date"
    ]
    # How wide a type is says nothing of its values.
    assert said("* replace (rfm_orders_90d::smallint as rfm_orders_90d)") == []


def test_a_key_may_be_null(tmp_path: Path) -> None:
    table = parity.Table("marts.daily_sales", ("store_id", "channel"))
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as con:
        con.execute("create schema marts")
        con.execute(
            "create table marts.daily_sales as "
            "from (values ('1', null, 1.5), (null, null, 2.5)) as t (store_id, channel, spend)"
        )
    export(tmp_path, [table.name])
    assert parity.compare(parity.connect(), table).differences == []
    file = parquet(tmp_path, table.name)
    rows = duckdb.sql(f"select * replace (coalesce(store_id, '2') as store_id) from '{file}'").df()
    rows.to_parquet(file)
    differences = parity.compare(parity.connect(), table).differences
    assert "store_id=None, channel=None: only in DuckDB" in differences
    assert "store_id=2, channel=None: only in Spark" in differences


def test_fingerprints_are_each_engine_s_own(compare: Compare) -> None:
    table = "marts.mart_fingerprint"
    other = f"select * replace ('other' as mart_fingerprint) from {table}"
    assert compare(other, table).differences == []
    other = f"select * replace (mart_rows + 1 as mart_rows) from {table}"
    assert compare(other, table).differences == [
        "mart_rows differs in 1 rows",
        "row=1: mart_rows is 65622 in DuckDB, 65623 in Spark",
    ]
