"""Malformed CSV: no record is lost, whatever is wrong with its neighbours."""

import csv
import io
import random
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data.contract import UNREADABLE
from data.dbt_plugin import Plugin
from data.inputs.check import check_inputs
from data.inputs.csv_file import INVALID_ENCODING, MALFORMED
from tests.defects import regular
from tests.drops import COLUMNS, write_csv

TABLE = "products"
NAMES = COLUMNS[TABLE]
DUCKDB_CHUNK = 8_000_000
BAD_RECORDS = [b"too few", b'"unclosed', b'T1,"x"y,1.00,1', b"T1,\xff,1.00,1", b",,,,,,,"]
QUOTED = ['"Tea, green"', '"two\nlines"', '"two\r\nlines"', '"said ""yes"""', '""']


def _record(token: str, rng: random.Random) -> bytes:
    """Return a record in which the token stands once, whole and in its first field."""
    name = rng.choice(["Tea", "Käse", "", 'TV 32" wide', *QUOTED])
    return f"{token},T{rng.randrange(99)},{name},{rng.randrange(10**6) / 100},1".encode()


# What may happen to a record. The first kind is rejected for sure, and nothing else is.
CERTAIN: dict[str, Callable[[bytes, random.Random], bytes]] = {
    MALFORMED: lambda record, rng: record + b"," * rng.randint(1, 5),
    INVALID_ENCODING: lambda record, rng: record.replace(
        b",T", b"," + rng.choice([b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80"]) + b"T", 1
    ),
}
# The second kind touches the quotes: a neighbour may become part of the record.
WILD: list[Callable[[bytes, random.Random], bytes]] = [
    lambda record, _: record.replace(b",", b',"', 1),
    lambda record, _: record + b'"',
    lambda record, _: b'"' + record,
    lambda record, _: record.replace(b",", b',"a"b,', 1),
    lambda record, rng: _splice(record, rng, bytes([rng.choice(b'",\r\n\xff;\t')])),
    lambda record, rng: _splice(record, rng, bytes(rng.randrange(1, 256) for _ in range(5))),
    lambda record, rng: record[: rng.randrange(len(record) // 2, len(record))],
    lambda record, _: record + b"," + b"x" * 200_000,
    lambda record, rng: b"\n" * rng.randrange(3) + record,
]


def _splice(record: bytes, rng: random.Random, what: bytes) -> bytes:
    """Insert bytes somewhere behind the token."""
    place = rng.randrange(record.index(b","), len(record) + 1)
    return record[:place] + what + record[place:]


def _fuzz(seed: int) -> tuple[list[str], bytes, dict[str, str | None]]:
    """Return the tokens, the file, and for certain files each token's reason (None: accepted)."""
    rng = random.Random(seed)
    is_wild = seed % 2 == 0
    tokens = [f"L{seed}x{number:03d}y" for number in range(rng.randint(4, 60))]
    records, reasons = [], {}
    for token in tokens:
        record, reason = _record(token, rng), None
        if rng.random() < 0.15:
            if is_wild:
                record = rng.choice(WILD)(record, rng)
            else:
                # Of a malformed record with a line end in it the second half is one, too.
                certain = [
                    item for item in CERTAIN.items() if b"\n" not in record or item[0] != MALFORMED
                ]
                reason, damage = rng.choice(certain)
                record = damage(record, rng)
        records.append(record)
        reasons[token] = reason
    ends = rng.choice([[b"\n"], [b"\r\n"], [b"\n", b"\r\n"], [b"\n", b"\r\n", b"\r"]])
    header = ",".join(NAMES).encode()
    content = b"".join(record + rng.choice(ends) for record in [header, *records])
    return tokens, content, {} if is_wild else reasons


def _load(raw: Path, content: bytes) -> list[tuple]:
    """Check and load the file as dbt does; return number, columns, reason and text of each row."""
    (raw / f"{TABLE}.csv").write_bytes(content)
    with duckdb.connect() as con:
        Plugin("raw", {}).configure_connection(con)
        columns = ", ".join(["record_number", *NAMES, *UNREADABLE])
        return con.execute(f"select {columns} from raw.{TABLE} order by 1").fetchall()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Write a drop whose line items are to be replaced, and return its folder."""
    write_csv(regular(), tmp_path / "raw")
    return tmp_path / "raw"


@pytest.mark.parametrize("files", [60, pytest.param(1_000, marks=pytest.mark.long)])
def test_every_record_of_a_fuzzed_file_is_loaded_or_set_aside(raw: Path, files: int) -> None:
    unaccounted, records = [], 0
    for seed in range(files):
        tokens, content, reasons = _fuzz(seed)
        rows = _load(raw, content)
        found = next(file for file in check_inputs() if file.table == TABLE)
        assert [number for number, *_ in rows] == list(range(1, found.rows_read + 1)), seed
        everything = "\n".join(str(value) for row in rows for value in row if value is not None)
        unaccounted += [token for token in tokens if everything.count(token) != 1]
        records += len(tokens)
        if reasons:
            assert {row[1] for row in rows if row[-2] is None} == {
                token for token, reason in reasons.items() if reason is None
            }, seed
            set_aside = [row for row in rows if row[-2] is not None]
            assert sorted((row[-1].split(",")[0], row[-2]) for row in set_aside) == sorted(
                (token, reason) for token, reason in reasons.items() if reason
            ), seed
        if found.is_plain:
            parsed = csv.reader(io.StringIO(content.decode(), newline=""), skipinitialspace=True)
            assert [tuple(value or "" for value in row[1 : 1 + len(NAMES)]) for row in rows] == [
                tuple(record) for record in parsed if record
            ][1:], seed
    print(f"{files:,} files, {records:,} records, {len(unaccounted)} unaccounted")
    assert unaccounted == []


def _large_file(bad: bytes, around: list[int]) -> tuple[bytes, list[int]]:
    """Return a file with bad records at some bytes, and the numbers of these records."""
    parts = [",".join(NAMES).encode() + b"\n"]
    size, number, places, numbers = len(parts[0]), 0, sorted(around), []
    while size < max(around) + 500_000:
        number += 1
        record = b'L%07d,T1,"a ""b"", c",1.00,1\n' % number
        if places and size + len(record) > places[0]:
            # Filled up, so that the bad record begins at this very byte.
            record = record.replace(b"T1", b"T" + b"1" * (places[0] - size - len(record) + 2))
            parts += [record, b"L%07d,%s\n" % (number + 1, bad)]
            number += 1
            numbers.append(number)
            size = places.pop(0) + len(parts[-1])
        else:
            parts.append(record)
            size += len(record)
    return b"".join(parts), numbers


@pytest.mark.parametrize(
    ("bad", "shift"),
    [
        (b"too few", 0),
        *(
            pytest.param(bad, shift, marks=pytest.mark.long)
            for bad in (
                b"too few",
                b'"unclosed',
                b'T1,"x"y,1.00,1',
                b"T1,\xff,1.00,1",
                b",,,,,,,",
            )
            for shift in (-1, 0, 1)
        ),
    ],
)
def test_bad_records_at_the_edges_of_a_chunk_cost_only_themselves(
    raw: Path, bad: bytes, shift: int
) -> None:
    around = [DUCKDB_CHUNK // 2, DUCKDB_CHUNK + shift, 2**23 + shift]
    content, numbers = _large_file(bad, around)
    rows = _load(raw, content)
    assert len(rows) == content.count(b"\n") - 1
    assert [row[0] for row in rows if row[-2] is not None] == numbers
    assert len(numbers) == 3
    assert all(row[1] == f"L{row[0]:07d}" for row in rows if row[-2] is None)


def test_a_clean_file_of_many_chunks_is_loaded_as_it_is(raw: Path) -> None:
    content, _ = _large_file(b'T1,"two\nlines",1.00,1', [DUCKDB_CHUNK - 10, DUCKDB_CHUNK + 300])
    rows = _load(raw, content)
    (found,) = [file for file in check_inputs() if file.table == TABLE]
    assert found.is_plain
    assert len(rows) == found.rows_read == content.count(b"\nL")
    assert sum(row[3] == "two\nlines" for row in rows) == 2
    assert all(row[1] == f"L{row[0]:07d}" and row[4] == "1.00" for row in rows)


# Each line has a quote that some later line seems to close.
BROKEN_QUOTES = [
    'L{},5",P,"x,1',
    'L{},"T1,P,1.00,1',
    '"L{},T1,P,1.00,1',
    'L{},T1,P,1.00,1"',
    'L{},T1,"P"x,1.00,1',
]


@pytest.mark.parametrize("pattern", BROKEN_QUOTES)
def test_the_time_for_broken_quotes_grows_with_the_file_only(raw: Path, pattern: str) -> None:
    header = ",".join(NAMES)
    lines = [pattern.format(number) for number in range(20_000)]
    started = time.monotonic()
    rows = _load(raw, "\n".join([header, *lines]).encode())
    assert time.monotonic() - started < 60  # a hang, not a benchmark: an eighth of it is usual
    everything = "\n".join(str(value) for row in rows for value in row if value is not None)
    assert all(
        f"L{number}," in everything or f"L{number}\n" in everything for number in (0, 19_999)
    )
    assert len(rows) >= 10_000
