"""The same models on Spark give the same tables as on DuckDB, of good input and of bad."""

import sys
from pathlib import Path

import duckdb
import pytest

from tests.drops import sale, write_csv
from tests.hard_texts import header_texts, line_texts
from tests.project import WITH_UNIT_TESTS, dbt, query, run
from tests.spark_bed import skip_without_spark
from tests.test_inputs import REASONS, dirty_drop

# What `make test` has time for: models, snapshot and singular tests.
SLICE = ("--exclude", "test_type:generic", "test_type:unit")
# Where records are judged; line items, of which staging is a view, in the model that writes them.
JUDGED = (
    "staging.stg_stores",
    "staging.stg_promotion_details",
    "staging.stg_customer_details",
    "staging.stg_store_sales_header",
    "intermediate.int_line_items",
)
FORMATS = """
promotion_details:
  delimiter: ";"
  decimal_sign: ","
  date_format: "%d.%m.%Y"
customer_details:
  date_format: "%m/%d/%y %I:%M %p"
  time_zone: America/New_York
"""


def _hard_to_read(raw: Path) -> None:
    """Write records that cannot be split, text in several scripts, and formats of their own."""
    with (raw / "stores.csv").open("ab") as file:
        file.write(b"S2,too few\nS3,caf\xe9,,,\n")
        file.write("\ufeffS4 , Cafe\u0301 \u2003,,NULL,2020-02-30\n".encode())
    (raw / "promotion_details.csv").write_text(
        "promotion_id;promotion_name;start_date;end_date;discount_percentage;applicable_category\n"
        "1;Été;1.2.2024;03.04.2024;12,5;Food\n2;Hiver;2024-02-01;31.2.2024;1.000,5;\n"
    )
    lines = (raw / "customer_details.csv").read_text().splitlines()
    place = lines[0].split(",").index("customer_since")
    for number, since in enumerate(("3/9/24 11:30 PM", "13/01/24 1:00 AM"), 1):
        fields = lines[number].split(",")
        fields[place] = since
        lines[number] = ",".join(fields)
    (raw / "customer_details.csv").write_text("\n".join(lines))
    (raw / "formats.yml").write_text(FORMATS)


def _build_on_both(data_dir: Path, *selection: str) -> None:
    dbt("build", *selection, data_dir=data_dir, max_rejected_share=1)
    run(sys.executable, "-m", "data.landing", data_dir=data_dir)
    dbt("build", "--target", "spark", *selection, data_dir=data_dir, max_rejected_share=1)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a drop with every defect on both engines."""
    skip_without_spark()
    data_dir = tmp_path_factory.mktemp("dirty")
    drop = dirty_drop()
    header, line = sale("X", "8", "2024-03-03", "1.00")
    drop["store_sales_header"] += header_texts(header)
    drop["store_sales_line_items"] += line_texts({**line, "transaction_id": "A1"})
    write_csv(drop, data_dir / "raw")
    _hard_to_read(data_dir / "raw")
    _build_on_both(data_dir, *SLICE)
    return data_dir


def _tables_on_spark(data_dir: Path, table: str) -> str:
    schema, name = table.split(".")
    return f"'{data_dir}/warehouse.spark/tables/{schema}.db/{name}/*.parquet'"


def test_every_public_table_is_equal_on_both_engines(dirty: Path) -> None:
    done = run(sys.executable, "-m", "tests.parity", data_dir=dirty)
    assert "tables are equal" in done.stdout
    assert query(dirty, "select count(*) > 20 from marts.customer_features") == [(True,)]


def test_bad_records_have_the_same_reasons_and_counts(dirty: Path) -> None:
    counts = "select source_table, reason, count(*) from {} group by all order by all"
    of_spark = duckdb.execute(
        counts.format(_tables_on_spark(dirty, "quality.rejected_rows"))
    ).fetchall()
    assert of_spark == query(dirty, counts.format("quality.rejected_rows"))
    assert {(table, reason) for table, reason, _ in of_spark} >= {
        *REASONS,
        ("stores", "malformed_row"),
        ("stores", "invalid_encoding"),
    }


def test_staging_is_equal_on_both_engines(dirty: Path) -> None:
    """Cleaned texts, numbers, days, moments and verdicts, of accepted records and of others."""
    with duckdb.connect(str(dirty / "warehouse.duckdb"), read_only=True) as con:
        con.execute("set TimeZone = 'UTC'")
        for of_duckdb in JUDGED:
            columns = ", ".join(
                # Spark's timestamps are moments; with a session in UTC they show the same.
                f"{column}::timestamp" if type_.startswith("TIMESTAMP") else column
                for column, type_, *_ in con.execute(f"describe {of_duckdb}").fetchall()
            )
            sides = [
                f"(select {columns} from {side})"
                for side in (of_duckdb, _tables_on_spark(dirty, of_duckdb))
            ]
            for one, other in (sides, sides[::-1]):
                assert con.execute(f"{one} except all {other}").fetchall() == [], of_duckdb


def test_a_build_without_landed_files_names_them(tmp_path: Path) -> None:
    skip_without_spark()
    done = dbt("run", "--target", "spark", data_dir=tmp_path, check=False)
    assert done.returncode != 0
    assert f"{tmp_path}/landed does not hold the raw tables" in done.stdout
    assert "run `python -m data.landing` first" in done.stdout


@pytest.mark.long
@pytest.mark.parametrize("rows", [0, 1_000_000])
def test_parity_with_predictions(sample, tmp_path: Path, rows: int) -> None:
    """The sample, and generated lines: every public table, with scores made on Spark."""
    skip_without_spark()
    options = WITH_UNIT_TESTS
    if rows:
        run("make", "synthetic-data", f"ROWS={rows}", f"DATA_DIR={tmp_path}", data_dir=tmp_path)
        # Training on all cutoffs would take a quarter of an hour, and compares nothing more.
        options = options | {"VARS": "{backtest_count: 2, snapshot_count: 12}"}
    else:
        (tmp_path / "raw").symlink_to(sample.data_dir / "raw")
    done = run("make", "parity", f"DATA_DIR={tmp_path}", data_dir=tmp_path, **options)
    print(done.stdout[done.stdout.index("Scored") :])
    assert "26 of 26 tables are equal" in done.stdout
