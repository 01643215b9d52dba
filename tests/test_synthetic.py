"""The synthetic retailer: its size, its seeds, its sums, and that its truth is the truth."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from data.inputs.check import check_inputs
from data.synthetic import CATEGORIES, generate
from tests.project import run

ROWS = 300_000


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate a retailer of 300,000 lines."""
    folder = tmp_path_factory.mktemp("synthetic")
    generate(folder, ROWS, seed=7)
    return folder


@pytest.fixture
def con(retailer: Path) -> duckdb.DuckDBPyConnection:
    """Open the raw tables and the truth as views."""
    con = duckdb.connect()
    for path in [*(retailer / "raw").iterdir(), retailer / "synthetic_truth.parquet"]:
        con.execute(f"create view {path.stem} as from '{path}'")
    return con


def _digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_it_has_the_rows_that_were_asked_for(con: duckdb.DuckDBPyConnection) -> None:
    ((lines, keys),) = con.execute(
        "select count(*), count(distinct line_item_id) from store_sales_line_items"
    ).fetchall()
    assert abs(lines - ROWS) < 0.02 * ROWS
    assert keys == lines


def test_the_same_seed_gives_the_same_files_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / name, 20_000, seed)
    one, again, other = (_digest(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one["store_sales_header.parquet"] != other["store_sales_header.parquet"]


def test_the_inputs_pass_the_check(retailer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(retailer))
    assert len(check_inputs()) == 7


def test_headers_are_the_sums_of_their_lines(con: duckdb.DuckDBPyConnection) -> None:
    ((wrong, headers),) = con.execute(
        """
        select count(*) filter (where total_amount is distinct from amount), count(*)
        from store_sales_header
        full join (
            select transaction_id, sum(line_item_amount) as amount
            from store_sales_line_items group by transaction_id
        ) using (transaction_id)
        """
    ).fetchall()
    assert wrong == 0
    assert headers > 0.2 * ROWS


def test_every_kind_of_sale_occurs(con: duckdb.DuckDBPyConnection) -> None:
    ((returns, anonymous, by_phone, no_channel, channels),) = con.execute(
        """
        select avg((total_amount < 0)::int),
            avg((customer_id is null and customer_phone is null)::int),
            avg((customer_phone is not null)::int), avg((channel is null)::int),
            count(distinct channel)
        from store_sales_header
        """
    ).fetchall()
    assert returns == pytest.approx(0.02, abs=0.003)
    assert anonymous == pytest.approx(0.03, abs=0.003)
    assert by_phone == pytest.approx(0.02, abs=0.004)
    assert no_channel == pytest.approx(0.3, abs=0.02)
    assert channels == 3
    ((never, unknown),) = con.execute(
        """
        select
            (select count(*) from customer_details
             anti join store_sales_header using (customer_id)),
            (select count(distinct customer_id) from store_sales_header
             anti join customer_details using (customer_id))
        """
    ).fetchall()
    assert never > 50
    assert unknown > 0
    ((names,),) = con.execute("select count(distinct product_category) from products").fetchall()
    assert names >= len(CATEGORIES) - 1


def test_what_was_expected_is_what_happened_on_average(con: duckdb.DuckDBPyConnection) -> None:
    """Residuals of every tenth of the customers, and of all, lie within their sampling error."""
    residuals = con.execute(
        """
        with spend as (
            select coalesce(customer_id, 'C' || right(customer_phone, 8)) as customer_id,
                transaction_date, total_amount
            from store_sales_header
        ),
        actual as (
            select truth.customer_id, truth.cutoff_date, any_value(expected_spend_30d) as expected,
                coalesce(sum(total_amount), 0) as spent
            from synthetic_truth as truth
            left join spend on truth.customer_id = spend.customer_id
                and transaction_date >= cutoff_date and transaction_date < cutoff_date + 30
            where cutoff_date < date '2025-01-01'
            group by all
        ),
        tenths as (
            select *, ntile(10) over (order by expected, customer_id, cutoff_date) as tenth
            from actual
        )
        select tenth, sum(spent - expected) / sqrt(sum((spent - expected) ** 2)),
            sum(spent), sum(expected)
        from tenths group by rollup (tenth) order by tenth
        """
    ).fetchall()
    assert len(residuals) == 11
    for tenth, z, spent, expected in residuals:
        assert abs(z) < 3.5, (tenth, z, spent, expected)


@pytest.mark.parametrize(
    ("rows", "seed", "words"),
    [(9_999, 7, "ROWS must be from 10,000"), (20_000, -1, "SEED must be 0 or more")],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    tmp_path: Path, rows: int, seed: int, words: str
) -> None:
    done = run(
        *("make", "synthetic-data", f"DATA_DIR={tmp_path}", f"ROWS={rows}", f"SEED={seed}"),
        data_dir=tmp_path,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.startswith(words)
    assert "Traceback" not in done.stderr


def test_data_that_are_there_are_left_alone(retailer: Path) -> None:
    before = _digest(retailer)
    done = run("make", "synthetic-data", f"DATA_DIR={retailer}", data_dir=retailer, check=False)
    assert done.returncode != 0
    assert "is not empty" in done.stderr
    assert _digest(retailer) == before
