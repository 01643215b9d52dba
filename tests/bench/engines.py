"""Print what the same models cost on each engine: ``make bench-engines``.

Measured one after the other, in CPU seconds of the command and of all that it started (Spark's
JVM), with dbt's and the engine's fixed cost, which is what the same command takes on the smallest
drop, taken off. Line items are cleaned, checked and joined once, whatever the cutoffs; the rest
grows with the rows of the mart.
"""

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.paths import data_dir
from data.synthetic import MIN_ROWS, generate
from tests.bench.cutoffs import CATEGORIES
from tests.bench.measure import Cost, tree_cost_of

SNAPSHOTS = 12
# The first takes what grows with the lines, the second what grows with the rows of the mart.
PARTS = {
    "lines": ("--select", "+int_line_items"),
    "mart": ("--select", "+customer_features", "--exclude", "+int_line_items"),
}
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class Measured:
    """What one engine took for one size: its two parts, with the fixed cost in them, and bytes."""

    engine: str
    lines: int
    mart_rows: int
    parts: dict[str, Cost]
    bytes: int


def main() -> None:
    """Measure every engine at its sizes and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--duckdb", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--spark", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--whale", type=int, help="so many lines, and as many of one customer")
    arguments = vars(parser.parse_args())
    print(f"{'':8}{'lines':>13}{'mart rows':>12}{'part':>7}{'CPU s':>9}{'wall s':>9}", end="")
    print(f"{'fixed':>8}{'per million':>13}{'peak GB':>9}{'bytes a line':>14}", flush=True)
    for engine in ENGINES:
        fixed = _measure(engine, MIN_ROWS)
        for lines in arguments[engine]:
            _print(_measure(engine, lines), fixed)
        if lines := arguments["whale"]:
            _print(_measure(engine, lines, with_whale=True), fixed)


def _print(measured: Measured, fixed: Measured) -> None:
    for part, cost in measured.parts.items():
        own = cost.cpu - fixed.parts[part].cpu
        millions = (measured.lines if part == "lines" else measured.mart_rows) / 1e6
        print(
            f"{measured.engine:8}{measured.lines:13,}{measured.mart_rows:12,}{part:>7}"
            f"{cost.cpu:9.1f}{cost.wall:9.1f}{fixed.parts[part].cpu:8.1f}"
            f"{own / millions:13.1f}{cost.memory:9.2f}{measured.bytes / measured.lines:14.0f}",
            flush=True,
        )


def _measure(engine: str, lines: int, with_whale: bool = False) -> Measured:
    folder = (data_dir() / "bench" / f"{lines}-7").resolve()
    if not (folder / "synthetic_truth.parquet").exists():
        generate(folder, lines, 7)
    if with_whale:
        folder, lines = _with_whale(folder), 2 * lines
    (folder / "warehouse.duckdb").unlink(missing_ok=True)
    shutil.rmtree(folder / "warehouse.spark", ignore_errors=True)
    if engine == "spark":
        tree_cost_of(["python", "-m", "data.landing"], folder)
    variables = {
        "snapshot_count": SNAPSHOTS,
        "backtest_count": 0,
        "category_columns": CATEGORIES,
    }
    project = [
        *("--project-dir", "dbt_project", "--profiles-dir", ".", "--vars", str(variables)),
        *("--target-path", str(folder / f"target-{engine}"), "--log-path", str(folder / "logs")),
        *("--target", "dev" if engine == "duckdb" else engine),
    ]
    # The parse of new variables is no part of a build that runs every day.
    tree_cost_of(["dbt", "--quiet", "parse", *project], folder)
    parts = {
        part: tree_cost_of(["dbt", "--quiet", "run", *project, *select], folder)
        for part, select in PARTS.items()
    }
    return Measured(engine, lines, _mart_rows(engine, folder), parts, _bytes(engine, folder))


def _with_whale(folder: Path) -> Path:
    """Return a drop in which one customer bought all that the others bought, once more."""
    target = folder.with_name(f"{folder.name}-whale") / "raw"
    if not target.exists():
        shutil.copytree(folder / "raw", target)
        for table, changed in (
            ("store_sales_header", "'W' || transaction_id as transaction_id, 'W' as customer_id"),
            (
                "store_sales_line_items",
                "'W' || line_item_id as line_item_id, 'W' || transaction_id as transaction_id",
            ),
        ):
            source = folder / "raw" / f"{table}.parquet"
            duckdb.execute(
                f"copy (from '{source}' union all select * replace ({changed}) from '{source}') "
                f"to '{target}/{table}.parquet'"
            )
    return target.parent


def _mart_rows(engine: str, folder: Path) -> int:
    if engine == "duckdb":
        with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as con:
            return con.execute("select count(*) from marts.customer_features").fetchall()[0][0]
    files = folder / "warehouse.spark" / "tables" / "marts.db" / "customer_features" / "*.parquet"
    return duckdb.execute(f"select count(*) from '{files}'").fetchall()[0][0]


def _bytes(engine: str, folder: Path) -> int:
    if engine == "duckdb":
        return (folder / "warehouse.duckdb").stat().st_size
    tables = folder / "warehouse.spark" / "tables"
    return sum(path.stat().st_size for path in tables.rglob("*.parquet"))


if __name__ == "__main__":
    sys.exit(main())
