"""What `formats.yml` declares for a file is how the file is read; nothing else is guessed."""

from pathlib import Path

import pytest

from data.inputs.check import check_inputs
from data.inputs.error import InputError
from tests.drops import drop_of_sales, sale, write_csv, write_parquet
from tests.project import dbt, query

FORMATS = """
store_sales_header:
  delimiter: ";"
  decimal_sign: ","
  date_format: "%d.%m.%Y %H:%M"
  time_zone: Europe/Berlin
customer_details:
  date_format: "%m/%d/%y"
  time_zone: Europe/Berlin
"""
SALES = [
    # moment in Berlin, amount, and what it is in New York
    ("03.04.2024 05:59", "5,50", ("2024-04-02 23:59:00", 550)),
    ("03.04.2024 06:00", "-1234,5", ("2024-04-03 00:00:00", -123450)),
    ("15.01.2024 06:00", "7", ("2024-01-15 00:00:00", 700)),
    ("2024-04-03 06:00", "1,00", "invalid_date"),
    ("31.02.2024 06:00", "1,00", "invalid_date"),
    ("03.04.2024", "1,00", "invalid_date"),
    ("03.04.2024 06:00", "1.234,50", "invalid_amount"),
    ("03.04.2024 06:00", "5.50", "invalid_amount"),
    ("03.04.2024 06:00", "1_0,00", "invalid_amount"),
]


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a drop whose headers are written as in Germany, for a retailer in New York."""
    data_dir = tmp_path_factory.mktemp("german")
    sales = [sale(f"T{n}", "C1", when, amount) for n, (when, amount, _) in enumerate(SALES)]
    tables = drop_of_sales(
        sales, customer_details=[{"customer_id": "C1", "customer_since": "02/01/24"}]
    )
    for line in tables["store_sales_line_items"]:
        line |= {"line_item_amount": "1.00", "quantity": "1"}
    write_csv(tables, data_dir / "raw")
    path = data_dir / "raw" / "store_sales_header.csv"
    rows = [line.split(",", 4) for line in path.read_text().splitlines()]
    # The amount is quoted where it holds a comma.
    path.write_text("\n".join(";".join([*row[:4], *row[4].rsplit(",", 1)]) for row in rows))
    (data_dir / "raw" / "formats.yml").write_text(FORMATS)
    dbt(
        *("run", "--select", "+rejected_rows", "stg_customer_details"),
        data_dir=data_dir,
        business_time_zone="America/New_York",
    )
    return data_dir


def test_dates_zones_and_decimals_are_read_as_declared(german: Path) -> None:
    accepted = {
        f"T{n}": expected for n, (*_, expected) in enumerate(SALES) if isinstance(expected, tuple)
    }
    rows = query(
        german,
        "select transaction_id, transacted_at::varchar, (amount * 100)::integer "
        "from intermediate.int_transactions",
    )
    assert {key: (when, cents) for key, when, cents in rows} == accepted


def test_what_is_written_otherwise_is_rejected_not_guessed(german: Path) -> None:
    rejected = {n + 1: reason for n, (*_, reason) in enumerate(SALES) if isinstance(reason, str)}
    assert (
        dict(
            query(
                german,
                "select record_number, reason from quality.rejected_rows "
                "where source_table = 'store_sales_header'",
            )
        )
        == rejected
    )


def test_a_day_without_a_time_is_that_day_in_every_zone(german: Path) -> None:
    assert query(german, "select customer_since::varchar from staging.stg_customer_details") == [
        ("2024-02-01",)
    ]


def test_a_changed_declaration_is_noticed(tmp_path: Path) -> None:
    write_csv(drop_of_sales([sale("T1", "C1", "2024-01-01", "5")]), tmp_path / "raw")
    check_inputs()
    (tmp_path / "raw" / "formats.yml").write_text("stores: {delimiter: ';'}")
    with pytest.raises(InputError, match=r"commas.*delimiter"):
        check_inputs()


def test_parquet_has_no_delimiter(tmp_path: Path) -> None:
    write_parquet(drop_of_sales([sale("T1", "C1", "2024-01-01", "5")]), tmp_path / "raw")
    (tmp_path / "raw" / "formats.yml").write_text("stores: {delimiter: ';'}")
    with pytest.raises(InputError, match="which has no delimiter"):
        check_inputs()
