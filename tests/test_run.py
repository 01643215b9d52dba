"""`make run`: what it prints is what SQL says, and running again changes nothing."""

import hashlib
import re
import time
from pathlib import Path

import pytest

from data.formatting import money
from tests.drops import drop_of_sales, half_a_year_of_sales, sale, write_csv
from tests.project import dbt, query, run

METRICS = """
    select model_name, avg(mae), avg(rmse), avg(r2), avg(normalised_gini)
    from marts.model_metrics
    group by model_name
"""


def test_summary_agrees_with_sql(sample) -> None:
    rows = query(sample.data_dir, METRICS)
    assert {name for name, *_ in rows} >= {"spend30", "mean", "median", "last_90_days_over_3"}
    for name, mae, rmse, r2, gini in rows:
        (line,) = re.findall(rf"^{name} .*$", sample.printed, re.MULTILINE)
        assert line.split()[1:5] == [
            money(mae, 2),
            money(rmse, 2),
            f"{r2 + 0.0:.3f}",
            f"{gini + 0.0:.3f}",
        ]


def test_summary_names_every_row_and_where_things_are(sample) -> None:
    for table, rows_read, rejected in query(
        sample.data_dir,
        "select source_table, rows_read, rows_rejected from quality.source_reconciliation",
    ):
        assert re.search(rf"^{table} +{rows_read:,} .* {rejected:,} ", sample.printed, re.MULTILINE)
    assert str(sample.data_dir / "warehouse.duckdb") in sample.printed
    assert "http://127.0.0.1:8050" in sample.printed


def test_the_sample_is_the_complete_journey(sample) -> None:
    assert query(
        sample.data_dir,
        "select source_table, rows_accepted from quality.source_reconciliation order by all",
    ) == [
        ("customer_details", 2469),
        ("loyalty_rules", 0),
        ("products", 92331),
        ("promotion_details", 29),
        ("store_sales_header", 155848),
        ("store_sales_line_items", 1469307),
        ("stores", 457),
    ]
    assert query(
        sample.data_dir,
        "select sum(amount)::double, count(*) filter (where sale_date = '2017-12-25'), "
        "mode(hour(transacted_at)) from intermediate.int_transactions",
    ) == [(pytest.approx(4596039.58), 0, 17)]
    assert query(
        sample.data_dir,
        "select count(*) from staging.stg_store_sales_line_items "
        "where promotion_id like 'campaign-%'",
    ) == [(1173,)]


def _fingerprint(data_dir: Path) -> dict[str, str]:
    tables = [
        f"marts.{name}"
        for (name,) in query(
            data_dir,
            "select table_name from duckdb_tables() where schema_name = 'marts' order by all",
        )
    ]
    return {
        table: hashlib.sha256(
            repr(query(data_dir, f"select * from {table} order by all")).encode()
        ).hexdigest()
        for table in tables
        # Sums of floats over parallel threads may differ in the last bit.
        if table != "marts.model_metrics"
    }


def test_second_run_reads_the_same_files_and_gives_the_same_marts(sample) -> None:
    before = _fingerprint(sample.data_dir)
    raw_before = {
        path.name: path.stat().st_mtime_ns for path in (sample.data_dir / "raw").iterdir()
    }
    started = time.monotonic()
    done = run("make", "run", f"DATA_DIR={sample.data_dir}", data_dir=sample.data_dir)
    assert time.monotonic() - started < 600  # a hang, not a benchmark
    assert "is not empty; left as it is" in done.stdout
    assert "Installing" not in done.stdout
    assert {p.name: p.stat().st_mtime_ns for p in (sample.data_dir / "raw").iterdir()} == raw_before
    assert _fingerprint(sample.data_dir) == before
    assert len(before) >= 6


def test_a_late_delivery_is_learnt_and_predicted_anew(tmp_path: Path) -> None:
    sales = half_a_year_of_sales()
    customers = [{"customer_id": f"C{c}"} for c in range(13)]
    write_csv(drop_of_sales(sales, customer_details=customers), tmp_path / "raw")
    run("make", "run", f"DATA_DIR={tmp_path}", data_dir=tmp_path)
    scored = "select count(*) from marts.customer_predictions"
    assert query(tmp_path, scored) == [(12,)]

    # A customer of months ago comes to light; the last day of sales stays what it was.
    sales.append(sale("late", "C12", "2024-02-02", "7.00"))
    write_csv(drop_of_sales(sales, customer_details=customers), tmp_path / "raw")
    dbt("build", data_dir=tmp_path)
    assert query(tmp_path, scored) == [(0,)], "scores of other features"
    refused = run("make", "publish", f"DATA_DIR={tmp_path}", data_dir=tmp_path, check=False)
    assert refused.returncode != 0
    assert "run `make score` first" in refused.stderr
    run("make", "run", f"DATA_DIR={tmp_path}", data_dir=tmp_path)
    assert query(tmp_path, scored) == [(13,)]
    assert len(list((tmp_path / "published").iterdir())) == 3  # two generations, one pointer


def test_published_files_hold_no_contact_data_and_no_raw_text(tmp_path: Path) -> None:
    """Also the whole road for a retailer whose history is too short for any model."""
    sales = [sale(f"T{n}", "C1", f"2024-01-{n:02d}", "5.00") for n in range(1, 21)]
    tables = drop_of_sales(
        sales,
        customer_details=[
            {
                "customer_id": "C1",
                "first_name": "Ada",
                "email": "canary-mail@example.org",
                "customer_phone": "+44 4242 424242",
            },
            {"customer_id": None, "email": "canary-rejected@example.org"},
            *({"customer_id": f"N{n}"} for n in range(9)),
        ],
    )
    write_csv(tables, tmp_path / "raw")
    done = run("make", "run", f"DATA_DIR={tmp_path}", data_dir=tmp_path)
    assert "No model could be tested" in done.stdout
    assert "rejected: 1 rows of customer_details, missing_key" in done.stdout
    assert query(
        tmp_path, "select predicted_spend_30d, purchase_probability_30d from marts.customers "
        "where customer_id = 'C1'"
    ) == [(pytest.approx(100 / 20 * 30), None)]  # fmt: skip
    content = b"".join(p.read_bytes() for p in (tmp_path / "published").rglob("*") if p.is_file())
    assert b"Ada" in content
    assert b"canary" not in content
    assert b"4242424242" not in content
