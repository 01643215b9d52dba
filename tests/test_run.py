"""`make run`: what it prints is what SQL says, and running again changes nothing."""

import re
from pathlib import Path

import pytest

from data.formatting import money
from data.generations import all_generations
from ml.candidates import PARTS
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
        if name in PARTS:
            continue
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


def test_the_build_of_the_sample_ran_the_unit_tests(sample) -> None:
    """No other build of the tests does: `tests.project.WITHOUT_UNIT_TESTS`."""
    ((data_tests,),) = query(
        sample.data_dir, "select count(*) from quality.build_results where node_id like 'test.%'"
    )
    (passed,) = re.findall(r"([\d,]+) tests passed", sample.printed)
    assert int(passed.replace(",", "")) > data_tests > 0


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


@pytest.mark.long
def test_a_late_delivery_is_learnt_and_predicted_anew(retailer: Path) -> None:
    sales = half_a_year_of_sales()
    customers = [{"customer_id": f"C{c}"} for c in range(13)]
    scored = "select count(*) from marts.customer_predictions"
    assert query(retailer, scored) == [(12,)]

    # A customer of months ago comes to light; the last day of sales stays what it was.
    sales.append(sale("late", "C12", "2024-02-02", "7.00"))
    write_csv(drop_of_sales(sales, customer_details=customers), retailer / "raw")
    dbt("build", data_dir=retailer)
    assert query(retailer, scored) == [(0,)], "scores of other features"
    refused = run("make", "publish", f"DATA_DIR={retailer}", data_dir=retailer, check=False)
    assert refused.returncode != 0
    assert "run `make score` first" in refused.stderr
    run("make", "run", f"DATA_DIR={retailer}", data_dir=retailer)
    assert query(retailer, scored) == [(13,)]
    assert len(all_generations()) == 2
