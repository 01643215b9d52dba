"""Print what the warehouse costs: ``make bench ROWS=10000000``.

Everything is measured in one run, one command after the other, in CPU seconds of a process of its
own, with the floor between each two; the ratios to the floor's median count, for the seconds are
this machine's. dbt's fixed cost is what the same command takes on the smallest drop; it is shown
apart and taken off.
"""

import argparse
import shutil
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from data.inputs.check import RECORD_FILE
from data.paths import data_dir
from data.synthetic import MIN_ROWS, generate
from tests.bench.cutoffs import CATEGORIES
from tests.bench.measure import Cost, cost_of

CUTOFFS = [1, 12, 26]
# The line items are cleaned, checked and joined to their headers once, whatever the cutoffs.
# dbt loads the raw files when it connects.
LOAD = ("--select", "stg_loyalty_rules")
FACTS = ("--select", "+int_line_items")
FEATURES = ("--select", "+customer_features", "--exclude", "+int_line_items")


def main() -> None:
    """Generate the data where they are not there yet, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    arguments = parser.parse_args()
    large, small = (_drop(rows, arguments.seed) for rows in (arguments.rows, MIN_ROWS))
    print(f"{arguments.rows:,} line items, seed {arguments.seed}: measuring", end="", flush=True)
    floors, measured = [_floor(large)], []
    for measurement in _measurements(large, small, arguments.peers):
        print(".", end="", flush=True)
        measured.append(measurement)
        floors.append(_floor(large))
    _print(floors, measured)


def _print(floors: list[Cost], measured: list[tuple[str, Cost, Cost | None]]) -> None:
    floor = statistics.median(cost.cpu for cost in floors)
    print(f"\n\n{'':38}{'CPU s':>8}{'x floor':>9}{'wall s':>8}{'peak GB':>9}{'dbt itself':>13}")
    print(
        f"{'floor: join, sum by customer':38}{floor:8.2f}{1:9.1f}{floors[0].wall:8.1f}"
        f"{floors[0].memory:9.2f}   (median of {len(floors)}, "
        f"{min(cost.cpu for cost in floors):.2f} to {max(cost.cpu for cost in floors):.2f})"
    )
    for name, cost, fixed in measured:
        own = cost.cpu - (fixed.cpu if fixed else 0)
        print(
            f"{name:38}{own:8.1f}{own / floor:9.1f}{cost.wall:8.1f}{cost.memory:9.2f}"
            + (f"{f'+ {fixed.cpu:.1f} CPU s':>13}" if fixed else "")
        )


def _drop(rows: int, seed: int) -> Path:
    folder = (data_dir() / "bench" / f"{rows}-{seed}").resolve()
    if not (folder / "synthetic_truth.parquet").exists():
        generate(folder, rows, seed)
    return folder


def _floor(large: Path) -> Cost:
    return cost_of(["python", "-m", "tests.bench.floor", str(large / "raw")], large)


def _measurements(
    large: Path, small: Path, with_peers: bool
) -> Iterator[tuple[str, Cost, Cost | None]]:
    """Yield name, cost and, for dbt, the fixed cost that is in it."""
    raw = str(large / "raw")
    yield "check of the files, Parquet", *_check(large, small)
    csv_large, csv_small = (_as_csv(folder) for folder in (large, small))
    yield "check of the files, CSV", *_check(csv_large, csv_small)
    yield "load of the CSV files", *_dbt("run", 12, csv_large, csv_small, LOAD)
    for folder in (large, small):
        (folder / "warehouse.duckdb").unlink(missing_ok=True)
    yield "clean, check, join the line items", *_dbt("run", 12, large, small, FACTS)
    for count in CUTOFFS:
        yield (
            f"features from there, {count} cutoffs",
            *_dbt("run", count, large, small, FEATURES),
        )
        if with_peers:
            for peer in ("polars", "pandas"):
                command = ["python", "-m", f"tests.bench.with_{peer}", raw, str(count)]
                yield f"  all from Parquet in {peer}", cost_of(command, large), None
    for folder in (large, small):
        (folder / "warehouse.duckdb").unlink(missing_ok=True)
    yield "whole build with tests, 12 cutoffs", *_dbt("build", 12, large, small)


def _check(large: Path, small: Path) -> tuple[Cost, Cost]:
    costs = []
    for folder in (small, large):
        (folder / RECORD_FILE).unlink(missing_ok=True)
        costs.append(cost_of(["python", "-m", "data.inputs.check"], folder))
    return costs[1], costs[0]


def _as_csv(folder: Path) -> Path:
    """Return a folder with the same drop in CSV throughout, and no warehouse."""
    target = folder.with_name(f"{folder.name}-csv")
    (target / "raw").mkdir(parents=True, exist_ok=True)
    for path in (folder / "raw").iterdir():
        copy = target / "raw" / f"{path.stem}.csv"
        if path.suffix == ".csv":
            shutil.copy(path, copy)
        elif not copy.exists():
            duckdb.execute(f"copy (from '{path}') to '{copy}' (header, delimiter ',')")
    (target / "warehouse.duckdb").unlink(missing_ok=True)
    return target


def _dbt(
    verb: str, count: int, large: Path, small: Path, select: tuple[str, ...] = ()
) -> tuple[Cost, Cost]:
    variables = {"snapshot_count": count, "backtest_count": 0, "category_columns": CATEGORIES}
    costs = []
    for folder in (small, large):
        project = [
            *("--project-dir", "dbt_project", "--profiles-dir", ".", "--vars", str(variables)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        ]
        # The parse of new variables is no part of a build that runs every day.
        cost_of(["dbt", "--quiet", "parse", *project], folder)
        costs.append(cost_of(["dbt", "--quiet", verb, *project, *select], folder))
    return costs[1], costs[0]


if __name__ == "__main__":
    sys.exit(main())
