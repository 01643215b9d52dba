"""Raw files: what is accepted, what is rejected with which reason, what stops the build."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.dbt_plugin import Plugin
from data.inputs.check import check_inputs
from tests.drops import Drop, drop_of_sales, sale, write_csv, write_parquet
from tests.project import dbt, query, run


def regular_sales() -> list[tuple[dict, dict]]:
    """Return two customers who buy once a week for half a year, one with a return."""
    days = [f"2024-{month:02d}-{day:02d}" for month in range(1, 7) for day in (3, 10, 17, 24)]
    sales = [sale(f"A{n}", "007", day, f"{10 + n}.25") for n, day in enumerate(days)]
    sales += [sale(f"B{n}", "8", f"{day} 18:30:00", "20.10") for n, day in enumerate(days)]
    return [*sales, sale("R1", "8", "2024-05-05", "-4.05")]


def regular_drop() -> Drop:
    """Return the regular sales with their customers, and one who never bought."""
    ids = ("007", "8", "9")
    return drop_of_sales(
        regular_sales(),
        customer_details=[{"customer_id": id_, "first_name": f"Name {id_}"} for id_ in ids],
    )


def dirty_drop() -> Drop:
    """Return the regular drop with one record for each way of being wrong."""
    tables = regular_drop()
    header, line = sale("X", "8", "2024-03-03", "1.00")
    tables["store_sales_header"] += [
        {**header, "transaction_id": None},
        dict(tables["store_sales_header"][0]),
        {**header, "transaction_id": "B1", "total_amount": "99"},
        {**header, "transaction_id": "D1", "transaction_date": None},
        {**header, "transaction_id": "D2", "transaction_date": "03/04/2024"},
        {**header, "transaction_id": "D3", "transaction_date": "2024-02-30"},
        {**header, "transaction_id": "D4", "transaction_date": "1969-12-31"},
        {**header, "transaction_id": "D5", "transaction_date": "2999-01-01"},
        {**header, "transaction_id": "M1", "total_amount": "$5"},
        {**header, "transaction_id": "M2", "total_amount": "inf"},
        {**header, "transaction_id": "M3", "total_amount": "1,000.00"},
        {**header, "transaction_id": "M4", "total_amount": "99999999"},
        {**header, "transaction_id": "M5", "total_amount": "N/A"},
        {**header, "transaction_id": "M6", "total_amount": "1_000"},
        # Copies that say nothing and something unreadable differ.
        {**header, "transaction_id": "U1", "total_amount": ""},
        {**header, "transaction_id": "U1", "total_amount": "$500"},
        {**header, "transaction_id": "O1", "transaction_date": "2024-03-01T00:30:00+99:00"},
    ]
    tables["store_sales_line_items"] += [
        {**line, "line_item_id": "L1", "transaction_id": "nowhere"},
        {**line, "line_item_id": "L2", "transaction_id": "A1", "line_item_amount": None},
        {**line, "line_item_id": "L3", "transaction_id": "A1", "quantity": "two"},
        {**line, "line_item_id": "L4", "transaction_id": "A1", "quantity": "-1"},
        # A card number in the wrong column: too large for cents of 64 bits.
        {
            **line,
            "line_item_id": "L5",
            "transaction_id": "A1",
            "line_item_amount": "4111111111111111",
        },
        {**line, "line_item_id": "L6", "transaction_id": "U1", "line_item_amount": "5"},
        dict(tables["store_sales_line_items"][0]),
        {**line, "line_item_id": "L7", "transaction_id": "A1", "line_item_amount": "1"},
        {**line, "line_item_id": "L7", "transaction_id": "A1", "line_item_amount": "2"},
        {**line, "line_item_id": None, "transaction_id": "A1", "quantity": "two"},
    ]
    tables["loyalty_rules"] = [
        {"rule_id": "R1", "points_per_unit_spend": "1000", "min_spend_threshold": "abc"}
    ]
    return tables


REASONS = {
    ("store_sales_header", "missing_key"): 1,
    ("store_sales_header", "duplicate_key"): 1,
    ("store_sales_header", "conflicting_key"): 4,
    ("store_sales_header", "missing_date"): 1,
    ("store_sales_header", "invalid_date"): 3,
    ("store_sales_header", "date_out_of_range"): 2,
    ("store_sales_header", "invalid_amount"): 4,
    ("store_sales_header", "amount_out_of_range"): 1,
    ("store_sales_header", "missing_amount"): 1,
    ("store_sales_line_items", "missing_key"): 1,
    ("store_sales_line_items", "duplicate_key"): 1,
    ("store_sales_line_items", "conflicting_key"): 2,
    # nowhere, and the lines of the conflicting B1 and U1
    ("store_sales_line_items", "orphan_line"): 3,
    ("store_sales_line_items", "missing_amount"): 1,
    ("store_sales_line_items", "invalid_quantity"): 1,
    ("store_sales_line_items", "sign_mismatch"): 1,
    ("store_sales_line_items", "amount_out_of_range"): 1,
    ("loyalty_rules", "invalid_amount"): 1,
}


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the dirty drop; much of it is bad, so all of it may be."""
    data_dir = tmp_path_factory.mktemp("dirty")
    write_csv(dirty_drop(), data_dir / "raw")
    dbt("build", data_dir=data_dir, max_rejected_share=1)
    return data_dir


def test_every_rejected_record_has_its_reason_file_number_and_text(dirty: Path) -> None:
    counts = query(
        dirty, "select source_table, reason, count(*) from quality.rejected_rows group by all"
    )
    assert {(table, reason): rows for table, reason, rows in counts} == REASONS
    assert query(
        dirty,
        "select record_number, source_file, raw_text ->> 'transaction_date' "
        "from quality.rejected_rows where raw_text like '%D2%' ",
    ) == [(54, str(dirty / "raw" / "store_sales_header.csv"), "03/04/2024")]


def test_rows_and_cents_reconcile(dirty: Path) -> None:
    drop_rows = dirty_drop()
    for table, read, accepted, rejected, difference, amount_difference in query(
        dirty,
        "select source_table, rows_read, rows_accepted, rows_rejected, difference, "
        "amount_difference from quality.source_reconciliation",
    ):
        bad = sum(rows for (name, _), rows in REASONS.items() if name == table)
        assert read == len(drop_rows[table])
        assert (accepted, rejected, difference) == (read - bad, bad, 0)
        assert amount_difference in (None, 0)


def test_accepted_money_is_in_the_mart_to_the_cent(dirty: Path) -> None:
    conflicting = {"B1"}
    expected = sum(
        Decimal(header["total_amount"])
        for header, _ in regular_sales()
        if header["transaction_id"] not in conflicting
    )
    assert query(
        dirty,
        "select sum(rfm_spend_all) from marts.customer_features "
        "where cutoff_date = (select max(cutoff_date) from marts.customer_features)",
    ) == [(expected,)]


MART = "select * from marts.customer_features order by customer_id, cutoff_date"


def test_csv_and_parquet_in_any_column_order_give_the_same_mart(tmp_path: Path) -> None:
    marts = []
    for name, write in (("csv", write_csv), ("parquet", write_parquet)):
        data_dir = tmp_path / name
        tables = regular_drop()
        write(tables, data_dir / "raw")
        if name == "csv":
            _reverse_columns(data_dir / "raw" / "store_sales_header.csv")
        dbt("run", "--select", "+customer_features", data_dir=data_dir)
        marts.append(query(data_dir, MART))
    assert marts[0] == marts[1]
    assert {row[0] for row in marts[0]} == {"007", "8"}


def _reverse_columns(path: Path) -> None:
    """Rewrite a CSV file with its columns reversed, odd spelling, a BOM and CRLF."""
    lines = [line.split(",")[::-1] for line in path.read_text().splitlines()]
    lines[0] = [f" {name.upper()} " for name in lines[0]]
    text = "\r\n".join(",".join(line) for line in lines) + "\r\n"
    path.write_text("\ufeff" + text, encoding="utf-8", newline="")


def test_phone_finds_its_one_customer_and_anonymous_sales_are_in_no_features(
    tmp_path: Path,
) -> None:
    tables = drop_of_sales(
        [
            sale("T1", "C1", "2024-01-01", "1"),
            sale("T2", None, "2024-01-02", "2"),
            sale("T3", None, "2024-01-03", "4"),
            sale("T4", None, "2024-01-04", "8"),
            sale("T5", "C2", "2024-03-05T23:30:00-05:00", ""),
        ],
        customer_details=[
            {"customer_id": "C1", "customer_phone": "+1 (555) 010-1"},
            {"customer_id": "C2", "customer_phone": "22"},
            {"customer_id": "C3", "customer_phone": "22"},
        ],
    )
    for header, phone in zip(
        tables["store_sales_header"], ["", "15550101", "22", ""], strict=False
    ):
        header["customer_phone"] = phone
    tables["store_sales_line_items"][-1]["line_item_amount"] = "16"
    write_csv(tables, tmp_path / "raw")
    dbt("run", "--select", "int_transactions", "+customers", data_dir=tmp_path)
    assert query(
        tmp_path,
        "select transaction_id, customer_id, customer_match, sale_date::varchar, amount::integer "
        "from intermediate.int_transactions order by all",
    ) == [
        ("T1", "C1", "id", "2024-01-01", 1),
        ("T2", "C1", "phone", "2024-01-02", 2),
        ("T3", None, "anonymous", "2024-01-03", 4),
        ("T4", None, "anonymous", "2024-01-04", 8),
        ("T5", "C2", "id", "2024-03-06", 16),  # the offset is converted; the line says the amount
    ]
    assert query(
        tmp_path, "select customer_id, rfm_spend_all::integer from marts.customers order by all"
    ) == [("C1", 3), ("C2", 16), ("C3", None)]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Write a clean drop and return its folder."""
    write_csv(regular_drop(), tmp_path / "raw")
    return tmp_path / "raw"


def test_empty_promotions_and_rules_are_accepted(raw: Path) -> None:
    rows = {file.table: file.rows_read for file in check_inputs(raw)}
    assert rows["promotion_details"] == rows["loyalty_rules"] == 0
    assert rows["store_sales_header"] == len(regular_sales())


def test_changed_file_is_checked_again(raw: Path) -> None:
    before = check_inputs(raw)
    with (raw / "stores.csv").open("a") as file:
        file.write("S2,,,,\n")
    after = {file.table: file.rows_read for file in check_inputs(raw)}
    assert after["stores"] == next(f.rows_read for f in before if f.table == "stores") + 1


@pytest.mark.parametrize("command", [("make", "build"), ("make", "run")])
def test_make_says_in_one_sentence_what_is_missing(raw: Path, command: tuple) -> None:
    (raw / "products.csv").unlink()
    done = run(*command, data_dir=raw.parent, check=False)
    assert done.returncode != 0
    assert "products.csv (or .parquet) is missing" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_dbt_alone_says_in_one_sentence_what_is_missing(raw: Path) -> None:
    (raw / "products.csv").unlink()
    done = dbt("build", data_dir=raw.parent, check=False)
    assert done.returncode != 0
    assert "products.csv (or .parquet) is missing" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def _connect(con: duckdb.DuckDBPyConnection) -> None:
    Plugin("raw", {}).configure_connection(con)


def test_a_table_may_come_as_csv_and_then_as_parquet(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(raw.parent))
    with duckdb.connect() as con:
        _connect(con)
        (raw / "stores.csv").unlink()
        con.execute(
            "copy (select 'S9' as store_id, null as store_name, null as store_city, "
            f"null as store_region, null as opening_date) to '{raw}/stores.parquet'"
        )
        for _ in range(2):
            _connect(con)
            assert con.execute("select store_id from raw.stores").fetchall() == [("S9",)]


@pytest.mark.parametrize("folder", ["shop[1]", "sh?p", "shop*", "it's"])
def test_a_folder_is_meant_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    for name, store in ((folder, "mine"), ("shop1", "theirs")):
        tables = regular_drop()
        tables["stores"] = [{"store_id": store}]
        write_csv(tables, tmp_path / name / "raw")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / folder))
    with duckdb.connect() as con:
        _connect(con)
        assert con.execute("select store_id from raw.stores").fetchall() == [("mine",)]


@pytest.mark.parametrize(
    ("extra", "value"), [("", ""), ("x,X", "1,2"), ("", "0"), ("column0", "7")]
)
def test_extra_csv_columns_are_ignored(
    raw: Path, monkeypatch: pytest.MonkeyPatch, extra: str, value: str
) -> None:
    path = raw / "stores.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{extra},{lines[0]}", *(f"{value},{row}" for row in lines[1:])]))
    monkeypatch.setenv("DATA_DIR", str(raw.parent))
    with duckdb.connect() as con:
        _connect(con)
        assert con.execute("select store_id from raw.stores").fetchall() == [("S1",)]


def test_a_drop_without_a_customer_to_score_builds(tmp_path: Path) -> None:
    sales = [sale("T1", "C1", "2024-01-01", "-5"), sale("T2", None, "2024-01-02", "3")]
    write_csv(drop_of_sales(sales), tmp_path / "raw")
    dbt("build", data_dir=tmp_path)
    assert query(tmp_path, "select count(*) from marts.customer_features") == [(0,)]
    assert query(tmp_path, "select sum(spend)::integer from marts.daily_sales") == [(-2,)]


def test_an_id_that_parquet_has_as_a_float_is_the_same_id(tmp_path: Path) -> None:
    tables = drop_of_sales(
        [sale("T1", "100", "2024-01-01", "5"), sale("T2", None, "2024-01-02", "3")],
        customer_details=[{"customer_id": "100"}],
    )
    write_parquet(tables, tmp_path / "raw")
    path = tmp_path / "raw" / "store_sales_header.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"create table headers as select * replace (customer_id::double as customer_id) "
            f"from '{path}'"
        )
        con.execute(f"copy headers to '{path}'")
    dbt("run", "--select", "+customers", data_dir=tmp_path)
    assert query(tmp_path, "select customer_id, rfm_orders_all from marts.customers") == [
        ("100", 1)
    ]


def test_with_an_as_of_date_only_later_sales_are_not_held_against_the_file(tmp_path: Path) -> None:
    sales = [sale(f"T{n}", "C1", f"2024-0{1 + n % 3}-01", "5") for n in range(30)]
    tables = drop_of_sales(sales)
    write_csv(tables, tmp_path / "raw")
    share = ("--select", "assert_rejected_share_is_bearable")
    at = {"data_dir": tmp_path, "as_of_date": "2024-02-15"}
    dbt("run", "--select", "+source_reconciliation", **at)
    dbt("test", *share, **at)
    for line in tables["store_sales_line_items"][:9]:
        line["transaction_id"] = "nowhere"
    write_csv(tables, tmp_path / "raw")
    dbt("run", "--select", "+source_reconciliation", **at)
    assert dbt("test", *share, **at, check=False).returncode == 1
