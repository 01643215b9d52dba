"""E-mail and phone never leave staging in the clear, and raw text never leaves the warehouse."""

import subprocess
from pathlib import Path

import duckdb
import pytest

from data.inputs.check import check_inputs
from data.inputs.error import InputError
from tests.drops import drop_of_sales, sale, write_csv
from tests.project import query, run

CANARIES = ("canary", "4278139516", "4391827364", "4573829164")
# Where contact data may stand: as it was delivered, as it was cleaned, as it was rejected.
MAY_HOLD_THEM = [("raw", "%"), ("staging", "%"), ("quality", "rejected_rows")]


def _drop_with_canaries(raw: Path) -> None:
    """Write a drop with contact data in every place where a person could put them."""
    sales = [sale(f"T{n}", "C1", f"2024-01-{n:02d}", "5.00") for n in range(1, 21)]
    tables = drop_of_sales(
        sales,
        customer_details=[
            {
                "customer_id": "C1",
                "first_name": "Ada",
                "email": "Canary-mail@example.org",
                "customer_phone": "+44 42781 39516",
            },
            {"customer_id": None, "email": "canary-rejected@example.org"},
            {"customer_id": "C2", "email": "canary-2@example.org", "customer_since": "canary"},
            *({"customer_id": f"N{n}"} for n in range(9)),
        ],
    )
    tables["store_sales_header"][0]["customer_phone"] = "43 91 82 73 64"
    tables["store_sales_header"][1] |= {"customer_id": None, "customer_phone": "457-382-9164"}
    tables["store_sales_header"][2]["total_amount"] = "canary-amount"
    tables["store_sales_line_items"][3]["quantity"] = "canary-quantity"
    write_csv(tables, raw)
    with (raw / "customer_details.csv").open("ab") as file:
        file.write(b'C9,"canary-malformed@example.org,4278139516\r\n')
        file.write(b"C8,Ren\xe9,canary-encoding@example.org,,,,,4391827364,\r\n")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess]:
    """Run the whole road on the drop, with dbt's logs and targets beside it."""
    data_dir = tmp_path_factory.mktemp("private")
    _drop_with_canaries(data_dir / "raw")
    done = run(
        *("make", "run", f"DATA_DIR={data_dir}", "VARS={max_rejected_share: 0.5}"),
        data_dir=data_dir,
        DBT_LOG_PATH=str(data_dir / "logs"),
        DBT_TARGET_PATH=str(data_dir / "target"),
    )
    return data_dir, done


def _canaries_in(text: bytes) -> list[str]:
    text = text.lower()
    return [canary for canary in CANARIES if canary.encode() in text]


def test_a_dirty_drop_ends_with_a_count_of_what_was_rejected_and_why(ran) -> None:
    _, done = ran
    for line in (
        "rejected: 1 rows of customer_details, malformed_row",
        "rejected: 1 rows of customer_details, invalid_encoding",
        "rejected: 1 rows of customer_details, missing_key",
        "rejected: 1 rows of store_sales_header, invalid_amount",
        "rejected: 1 rows of store_sales_line_items, invalid_quantity",
        "rejected: 1 rows of store_sales_line_items, orphan_line",
        "kept, but odd: 1 rows of customer_details, unreadable_value",
        "warning: assert_no_record_was_rejected",
        "No model could be tested",
    ):
        assert line in done.stdout
    assert len(done.stdout.splitlines()) < 80


def test_nothing_printed_or_logged_holds_contact_data(ran) -> None:
    data_dir, done = ran
    assert _canaries_in((done.stdout + done.stderr).encode()) == []
    beside = [data_dir / name for name in ("logs", "target", "models", "input_check.json")]
    files = [path for place in beside for path in [place, *place.rglob("*")] if path.is_file()]
    assert len(files) > 100
    assert {path.name: found for path in files if (found := _canaries_in(path.read_bytes()))} == {}


def test_no_table_after_staging_holds_contact_data(ran) -> None:
    data_dir, _ = ran
    allowed = " or ".join(
        f"(table_schema = '{schema}' and table_name like '{table}')"
        for schema, table in MAY_HOLD_THEM
    )
    tables = query(
        data_dir,
        "select table_schema || '.' || table_name from information_schema.tables "
        f"where not ({allowed})",
    )
    assert len(tables) > 40
    for (table,) in tables:
        rows = query(data_dir, f"select * from {table}")
        assert _canaries_in(repr(rows).encode()) == [], table
    # The search would find them: they are where they may be.
    for table in ("raw.customer_details", "staging.stg_customer_details", "quality.rejected_rows"):
        assert _canaries_in(repr(query(data_dir, f"select * from {table}")).encode()), table


def test_published_files_hold_neither_contact_data_nor_raw_text(ran) -> None:
    data_dir, _ = ran
    files = [path for path in (data_dir / "published").rglob("*") if path.is_file()]
    assert {path.name: found for path in files if (found := _canaries_in(path.read_bytes()))} == {}
    (mart,) = [path for path in files if path.name == "mart.duckdb"]
    assert b"Ada" in mart.read_bytes()
    with duckdb.connect(str(mart), read_only=True) as con:
        tables = con.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
        ).fetchall()
        for (table,) in tables:
            rows = con.execute(f"select * from {table}").fetchall()
            assert _canaries_in(repr(rows).encode()) == [], table
        assert ("quality.rejected_rows",) not in tables


@pytest.mark.parametrize("first_line", ["C1,Ada,canary@example.org", '"C1,canary@example.org\n'])
def test_no_message_quotes_a_file_that_has_no_header(tmp_path: Path, first_line: str) -> None:
    _drop_with_canaries(tmp_path / "raw")
    path = tmp_path / "raw" / "customer_details.csv"
    path.write_bytes(first_line.encode() + b"\r\n" + path.read_bytes().split(b"\r\n", 1)[1])
    with pytest.raises(InputError) as caught:
        check_inputs()
    assert _canaries_in(str(caught.value).encode()) == []


def test_what_the_simple_rule_predicts_for_a_short_history(ran) -> None:
    data_dir, _ = ran
    assert query(
        data_dir,
        "select predicted_spend_30d, purchase_probability_30d from marts.customers "
        "where customer_id = 'C1'",
    ) == [(pytest.approx(18 * 5 / 20 * 30), None)]
