"""Each defect of the contract in a tiny drop of its own: outcome, reason, counts and cents."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from data.inputs.check import check_inputs
from data.inputs.error import InputError
from tests.defects import (
    FILE_CASES,
    HEADER,
    LINE,
    OPEN_CENTS,
    RECORD_CASES,
    REGULAR_CENTS,
    STOP_CASES,
    FileCase,
    RecordCase,
    StopCase,
    append,
    regular,
)
from tests.drops import COLUMNS, Drop, write_csv, write_text_parquet
from tests.replay import Replay

TARGETS = ("rejected_rows", "row_flags", "source_reconciliation")


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    """Return the compiled models up to the quarantine, ready to run on any files."""
    return Replay(tmp_path_factory.mktemp("compiled"), TARGETS)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Write the regular drop as CSV and return its folder, that of ``DATA_DIR``."""
    write_csv(regular(), tmp_path / "raw")
    return tmp_path / "raw"


def _counts(replay: Replay, table: str, column: str) -> dict[tuple[str, str], int]:
    rows = replay.query(
        f"select source_table, {column}, count(*) from quality.{table} group by all"
    )
    return {(source, value): count for source, value, count in rows}


def _check_reconciliation(replay: Replay, rejected: dict[tuple[str, str], int]) -> None:
    """Rows and cents: read = accepted + rejected, and as many rejected as the case says."""
    for table, read, accepted, bad, difference, cents_difference in replay.query(
        "select source_table, rows_read, rows_accepted, rows_rejected, difference, "
        "coalesce(amount_difference, 0) from quality.source_reconciliation"
    ):
        assert read == accepted + bad
        assert bad == sum(count for (name, _), count in rejected.items() if name == table)
        assert (difference, cents_difference) == (0, 0)


def _accepted_cents(replay: Replay) -> dict[str, int]:
    rows = replay.query(
        "select source_table, (amount_accepted * 100)::bigint from quality.source_reconciliation "
        "where amount_accepted is not null"
    )
    return dict(rows)


@pytest.mark.parametrize(
    "write", [write_csv, pytest.param(write_text_parquet, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("case", RECORD_CASES, ids=lambda case: case.name)
def test_each_record_is_accepted_flagged_or_rejected_with_its_reason(
    replay: Replay, tmp_path: Path, case: RecordCase, write: Callable[[Drop, Path], None]
) -> None:
    tables = regular()
    for table, rows in case.added.items():
        tables[table] += rows
    write(tables, tmp_path / "raw")
    replay.build_from_files()
    assert _counts(replay, "rejected_rows", "reason") == case.rejected
    assert _counts(replay, "row_flags", "flag") == case.flags
    _check_reconciliation(replay, case.rejected)
    assert _accepted_cents(replay) == {
        HEADER: REGULAR_CENTS + case.header_cents,
        LINE: REGULAR_CENTS + OPEN_CENTS + case.line_cents,
    }
    for table, number, text in replay.query(
        "select source_table, record_number, raw_text from quality.rejected_rows"
    ):
        # Rejected records are among those added, and their text is what stood there.
        added = case.added[table]
        record = added[number - len(tables[table]) + len(added) - 1]
        for value in record.values():
            assert str(value or "").replace('"', "") in text.replace('\\"', "").replace("\\n", "\n")


@pytest.mark.parametrize("case", FILE_CASES, ids=lambda case: case.name)
def test_each_oddity_of_a_csv_file_costs_its_own_records_only(
    replay: Replay, raw: Path, case: FileCase
) -> None:
    case.change(raw)
    replay.build_from_files()
    assert _counts(replay, "rejected_rows", "reason") == case.rejected
    assert _counts(replay, "row_flags", "flag") == case.flags
    _check_reconciliation(replay, case.rejected)
    assert _accepted_cents(replay) == {HEADER: REGULAR_CENTS, LINE: REGULAR_CENTS + OPEN_CENTS}
    accepted = dict(
        replay.query("select source_table, rows_accepted from quality.source_reconciliation")
    )
    expected = {table: len(rows) for table, rows in regular().items()} | case.accepted_rows
    assert accepted == expected


@pytest.mark.parametrize("case", STOP_CASES, ids=lambda case: case.name)
def test_a_file_that_cannot_be_trusted_stops_everything_in_one_sentence(
    raw: Path, case: StopCase
) -> None:
    case.change(raw)
    with pytest.raises(InputError) as caught:
        check_inputs()
    message = str(caught.value)
    assert caught.value.code == case.code
    assert case.says in message
    assert message.endswith(f" [{case.code}]")
    assert len(message.splitlines()) == 1


def test_the_raw_text_of_a_malformed_record_is_kept_as_it_stood(replay: Replay, raw: Path) -> None:
    with (raw / "stores.csv").open("ab") as file:
        file.write(b'S2,"Main,,,\r\nS3,K\xf6ln,,,\r\n')
    replay.build_from_files()
    assert replay.query(
        "select record_number, reason, raw_text, source_file from quality.rejected_rows order by 1"
    ) == [
        (2, "malformed_row", 'S2,"Main,,,', str(raw / "stores.csv")),
        (3, "invalid_encoding", "S3,K\\xf6ln,,,", str(raw / "stores.csv")),
    ]


# Parquet has types: what a column may be, and what its values mean then.
PARQUET_TYPES = [
    ("total_amount", pyarrow.float64(), 12.340000001, (1234, {})),
    ("total_amount", pyarrow.float64(), float("nan"), (0, {"missing_amount": 1})),
    ("total_amount", pyarrow.float64(), float("inf"), (0, {"invalid_amount": 1})),
    ("total_amount", pyarrow.float64(), 1e20, (0, {"amount_out_of_range": 1})),
    ("total_amount", pyarrow.int64(), 12, (1200, {})),
    ("total_amount", pyarrow.decimal128(38, 4), "12.3400", (1234, {})),
    ("total_amount", pyarrow.decimal128(38, 0), "1" + "0" * 30, (0, {"amount_out_of_range": 1})),
    ("transaction_date", pyarrow.date32(), date(2024, 3, 3), (10_000, {})),
    ("transaction_date", pyarrow.timestamp("ns"), datetime(2024, 3, 3, 23, 59), (10_000, {})),
    ("transaction_date", pyarrow.timestamp("us", "UTC"), datetime(2024, 3, 3), (10_000, {})),
    ("transaction_date", pyarrow.timestamp("s"), None, (0, {"missing_date": 1})),
    ("transaction_date", pyarrow.date32(), date(1900, 1, 1), (0, {"date_out_of_range": 1})),
    ("customer_id", pyarrow.binary(), b"C1", (10_000, {})),
    ("customer_id", pyarrow.dictionary(pyarrow.int32(), pyarrow.string()), "C1", (10_000, {})),
    ("customer_phone", pyarrow.int64(), 5550101, (10_000, {})),
    ("channel", pyarrow.null(), None, (10_000, {})),
]


@pytest.mark.parametrize("case", PARQUET_TYPES, ids=str)
def test_a_typed_parquet_column_is_read_by_its_type(
    replay: Replay, tmp_path: Path, case: tuple
) -> None:
    column, type_, value, (cents, rejected) = case
    tables = regular()
    write_text_parquet(tables, tmp_path / "raw")
    row = {
        "transaction_id": "X",
        "customer_id": "C1",
        "store_id": "S1",
        "transaction_date": "2024-03-03",
        "total_amount": "100.00",
    }
    if pyarrow.types.is_decimal(type_):
        value = pyarrow.scalar(value).cast(type_).as_py()
    _write_header(tmp_path / "raw", [{**row, column: value}], {column: type_})
    replay.build_from_files()
    bad = {(HEADER, reason): count for reason, count in rejected.items()}
    found = _counts(replay, "rejected_rows", "reason")
    # The lines of the regular headers have none in this file of one header.
    assert found.pop((LINE, "orphan_line")) == len(tables[LINE])
    assert found == bad
    assert _accepted_cents(replay)[HEADER] == cents


def _write_header(raw: Path, rows: list[dict], types: dict[str, pyarrow.DataType]) -> None:
    fields = [
        (name, types.get(name, pyarrow.string()))
        for name in COLUMNS[HEADER]
        if name in types or name in rows[0] or name != "channel"
    ]
    columns = {name: [row.get(name) for row in rows] for name, _ in fields}
    table = pyarrow.table(columns, pyarrow.schema(fields))
    pyarrow.parquet.write_table(table, raw / f"{HEADER}.parquet")


@pytest.mark.parametrize(
    ("column", "type_", "value"),
    [
        ("total_amount", pyarrow.date32(), date(2024, 3, 3)),
        ("total_amount", pyarrow.bool_(), True),
        ("transaction_date", pyarrow.int64(), 1_700_000_000),
        ("transaction_date", pyarrow.float64(), 45_000.5),
        ("customer_id", pyarrow.list_(pyarrow.string()), ["C1"]),
        ("customer_id", pyarrow.date32(), date(2024, 3, 3)),
        ("store_id", pyarrow.struct([("id", pyarrow.string())]), {"id": "S1"}),
    ],
)
def test_a_parquet_column_of_a_wrong_type_stops_the_build(
    tmp_path: Path, column: str, type_: pyarrow.DataType, value: object
) -> None:
    write_text_parquet(regular(), tmp_path / "raw")
    _write_header(tmp_path / "raw", [{"transaction_id": "X", column: value}], {column: type_})
    with pytest.raises(InputError, match=f"column {column} as .*header_mismatch"):
        check_inputs()


def test_parquet_text_that_is_not_utf8_stops_the_build(tmp_path: Path) -> None:
    write_text_parquet(regular(), tmp_path / "raw")
    _write_header(
        tmp_path / "raw",
        [{"transaction_id": "X", "customer_id": b"Ren\xe9"}],
        {"customer_id": pyarrow.binary()},
    )
    with pytest.raises(InputError, match=r"column customer_id that is not UTF-8.*encoding"):
        check_inputs()


def test_a_broken_page_of_a_parquet_file_is_found_before_anything_is_loaded(
    tmp_path: Path,
) -> None:
    write_text_parquet(regular(), tmp_path / "raw")
    path = tmp_path / "raw" / f"{HEADER}.parquet"
    whole = path.read_bytes()
    for cut in (len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError, match="cannot be read as Parquet"):
            check_inputs()


@pytest.mark.parametrize("write", [write_csv, write_text_parquet])
def test_a_folder_named_like_a_column_changes_nothing(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable
) -> None:
    data_dir = tmp_path / "total_amount=5" / "store_id=77" / "unreadable_reason=x"
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    write(regular(), data_dir / "raw")
    if write is write_csv:
        append("stores", "S2,too few")(data_dir / "raw")
    replay.build_from_files()
    assert _accepted_cents(replay) == {HEADER: REGULAR_CENTS, LINE: REGULAR_CENTS + OPEN_CENTS}
    assert _counts(replay, "row_flags", "flag") == {}


def test_a_header_of_data_is_not_quoted(raw: Path) -> None:
    (raw / "customer_details.csv").write_text("C1,Ada,canary@example.org,email,1,,,,\n")
    with pytest.raises(InputError) as caught:
        check_inputs()
    assert "canary" not in str(caught.value)
