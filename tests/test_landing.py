"""The raw files as Parquet: landed once per content, never by half."""

import shutil
import signal
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from data.contract import raw_tables
from data.dbt_plugin import Plugin
from data.landing import land_all, landing
from tests.drops import drop_of_sales, sale, write_csv
from tests.project import run

TABLES = [table.name for table in raw_tables()]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Write a clean drop of CSV into ``DATA_DIR``, and return its folder."""
    write_csv(drop_of_sales([sale("T1", "C1", "2024-01-01", 1)]), tmp_path / "raw")
    return tmp_path / "raw"


def _landed(raw: Path) -> dict[str, int]:
    """Return the landed files, each with what changes when it is replaced."""
    return {path.stem: path.stat().st_ino for path in (raw.parent / "landed").glob("*.parquet")}


def _add_store(raw: Path) -> None:
    with (raw / "stores.csv").open("a") as file:
        file.write("S2,,,,\n")


def _connect() -> duckdb.DuckDBPyConnection:
    """Return a connection on which the raw tables are shown as dbt has them."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    Plugin("raw", {}).configure_connection(con)
    return con


def test_only_content_that_changed_is_landed_again(raw: Path) -> None:
    land_all()
    first = _landed(raw)
    assert set(first) == {*TABLES, "input_files"}
    # The same content in another file.
    shutil.copyfile(raw / "stores.csv", raw / "copy")
    (raw / "copy").replace(raw / "stores.csv")
    land_all()
    second = _landed(raw)
    assert {name for name in TABLES if first[name] != second[name]} == set()
    path = raw / "stores.csv"
    path.write_bytes(path.read_bytes().replace(b"S1", b"S9"))
    land_all()
    third = _landed(raw)
    assert {name for name in TABLES if second[name] != third[name]} == {"stores"}
    with _connect() as con:
        assert con.execute("select record_number, store_id from raw.stores").fetchall() == [
            (1, "S9")
        ]


def test_dbt_shows_what_is_landed_and_follows_the_content(raw: Path) -> None:
    with _connect() as con:
        # What versions before made of CSV.
        con.execute("drop view raw.stores")
        con.execute("create table raw.stores as select 'of an earlier version' as store_id")
        Plugin("raw", {}).configure_connection(con)
        assert con.execute("select store_id from raw.stores").fetchall() == [("S1",)]
        before = _landed(raw)
        Plugin("raw", {}).configure_connection(con)
        assert _landed(raw) == before
        _add_store(raw)
        Plugin("raw", {}).configure_connection(con)
        assert con.execute("select record_number, store_id from raw.stores").fetchall() == [
            (1, "S1"),
            (2, "S2"),
        ]


def test_what_dbt_landed_alone_is_not_taken_for_a_whole(raw: Path) -> None:
    land_all()
    _add_store(raw)
    _connect()
    assert "input_files" not in _landed(raw)
    land_all()
    assert "input_files" in _landed(raw)


@pytest.mark.parametrize("size", [0, 100, -10])
def test_a_landed_file_that_was_cut_is_landed_again(raw: Path, size: int) -> None:
    land_all()
    path = raw.parent / "landed" / "stores.parquet"
    path.write_bytes(path.read_bytes()[:size])
    land_all()
    assert pq.read_table(path)["store_id"].to_pylist() == ["S1"]


@pytest.mark.parametrize("place", ["to_disk", "write_plain_copy"])
def test_a_killed_landing_leaves_no_half_file(raw: Path, place: str) -> None:
    land_all()
    path = raw.parent / "landed" / "stores.parquet"
    before = path.read_bytes()
    with (raw / "stores.csv").open("a") as file:
        file.write("S2,too few\n")
    killed = "lambda *_: os.kill(os.getpid(), 9)"
    script = f"import os, data.landing as l; l.{place} = {killed}; l.land_all()"
    done = run(sys.executable, "-c", script, data_dir=raw.parent, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    remains = list(path.parent.glob(".load-*"))
    assert remains
    # Without it, Spark is not shown some tables from before the kill, and some from after it.
    assert "input_files" not in _landed(raw)
    land_all()
    assert not any(file.exists() for file in remains)
    assert pq.read_table(path)["unreadable_reason"].to_pylist() == [None, "malformed_row"]


def test_the_command_prints_a_line_a_table_or_one_sentence(raw: Path) -> None:
    command = (sys.executable, "-m", "data.landing")
    printed = run(*command, data_dir=raw.parent).stdout.splitlines()
    assert [line.split()[:3] for line in printed[1:]] == [
        [name, "1" if name not in ("promotion_details", "loyalty_rules") else "0", "rows"]
        for name in TABLES
    ]
    (raw / "products.csv").unlink()
    done = run(*command, data_dir=raw.parent, check=False)
    assert done.returncode == 1
    assert "products.csv (or .parquet) is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_landings_at_once_are_one_and_a_sentence(raw: Path) -> None:
    with landing():
        done = run(sys.executable, "-m", "data.landing", data_dir=raw.parent, check=False)
    assert done.returncode == 1
    assert "another landing is under way" in done.stderr
