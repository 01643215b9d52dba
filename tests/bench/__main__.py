"""Print what the warehouse costs: ``make bench ROWS=10000000``.

Everything is measured in one run, one command after the other, in CPU seconds of a process of its
own; the ratios count, for the seconds are this machine's. dbt's fixed cost is what the same command
takes on the smallest drop; it is shown apart and taken off.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from data.paths import data_dir
from data.synthetic import MIN_ROWS, generate
from tests.bench.cutoffs import CATEGORIES
from tests.bench.measure import Cost, cost_of

CUTOFFS = [1, 12, 26]


def main() -> None:
    """Generate the data where they are not there yet, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    arguments = parser.parse_args()
    large, small = (_drop(rows, arguments.seed) for rows in (arguments.rows, MIN_ROWS))
    print(f"{arguments.rows:,} line items, seed {arguments.seed}\n")
    print(f"{'':34}{'CPU s':>8}{'x floor':>9}{'wall s':>8}{'peak GB':>9}")
    floor = None
    for name, cost, fixed in _measurements(large, small, arguments.peers):
        own = cost.cpu - (fixed.cpu if fixed else 0)
        floor = floor or own
        print(
            f"{name:34}{own:8.1f}{own / floor:9.1f}{cost.wall:8.1f}{cost.memory:9.2f}"
            + (f"   + {fixed.cpu:.1f} CPU s that dbt takes anyway" if fixed else ""),
            flush=True,
        )


def _drop(rows: int, seed: int) -> Path:
    folder = (data_dir() / "bench" / f"{rows}-{seed}").resolve()
    if not (folder / "synthetic_truth.parquet").exists():
        generate(folder, rows, seed)
    return folder


def _measurements(
    large: Path, small: Path, with_peers: bool
) -> Iterator[tuple[str, Cost, Cost | None]]:
    """Yield name, cost and, for dbt, the fixed cost that is in it."""
    raw = str(large / "raw")
    yield (
        "floor: join, sum by customer",
        cost_of(["python", "-m", "tests.bench.floor", raw], large),
        None,
    )
    for count in CUTOFFS:
        yield f"features, {count} cutoffs", *_dbt("run", count, large, small, "+customer_features")
        if with_peers:
            for peer in ("polars", "pandas"):
                command = ["python", "-m", f"tests.bench.with_{peer}", raw, str(count)]
                yield f"  the same in {peer}", cost_of(command, large), None
    yield "whole build with tests, 12 cutoffs", *_dbt("build", 12, large, small)
    yield "floor, again", cost_of(["python", "-m", "tests.bench.floor", raw], large), None


def _dbt(
    verb: str, count: int, large: Path, small: Path, select: str | None = None
) -> tuple[Cost, Cost]:
    variables = {"snapshot_count": count, "category_columns": CATEGORIES}
    costs = []
    for folder in (small, large):
        command = [
            *("dbt", "--quiet", verb, "--project-dir", "dbt_project", "--profiles-dir", "."),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *("--vars", str(variables), *(["--select", select] if select else [])),
        ]
        (folder / "warehouse.duckdb").unlink(missing_ok=True)
        # The parse of new variables is no part of a build that runs every day.
        cost_of(["dbt", "--quiet", "parse", *command[3:13]], folder)
        costs.append(cost_of(command, folder))
    return costs[1], costs[0]


if __name__ == "__main__":
    sys.exit(main())
