"""Build the warehouse: `dbt build`, with its progress, and its failures in words.

``python -m data.build`` is what ``make build`` runs, and ``python -m data.build '{}' spark`` what
``make spark-build`` runs; whoever lives in dbt runs dbt itself.
"""

import sys
import time
from collections.abc import Callable

import yaml
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from data.inputs.check import check_inputs
from data.inputs.error import InputError
from data.landing import LandingError, land_all
from data.lock import Busy, check_warehouse
from data.paths import PROJECT_DIR, warehouse_path

DUCKDB = "dev"
PASSED = {"success", "pass", "warn", "no-op"}


class BuildError(Exception):
    """The build cannot begin, or did not pass; the message says why."""


def build(variables: str, target: str = DUCKDB) -> None:
    """Build and test every model.

    Args:
        variables: values for variables of ``dbt_project.yml``, as YAML.
        target: of ``profiles.yml``. For any but DuckDB's, the raw files are landed first.

    Raises:
        BuildError: a variable is no YAML, something of the build failed, or a file changed.
        InputError: a raw file cannot be trusted.
        LandingError: a raw file cannot be landed.
        Busy: another process holds the warehouse.
    """
    _check_yaml(variables)
    if target == DUCKDB:
        check_warehouse(warehouse_path())
    else:
        land_all()
    files = check_inputs()
    started = time.monotonic()
    arguments = ["--log-level", "none", "build", "--vars", variables, "--target", target]
    arguments += ["--project-dir", str(PROJECT_DIR / "dbt_project")]
    arguments += ["--profiles-dir", str(PROJECT_DIR)]
    done = dbtRunner(callbacks=[_progress()]).invoke(arguments)
    if not done.success:
        raise BuildError(_what_failed(done))
    for before, after in zip(files, check_inputs(), strict=True):
        # Parquet is read where it lies, by one model after the other.
        if before.sha256 != after.sha256:
            raise BuildError(f"{before.path} changed while it was read: run this again.")
    results = done.result.results
    models = sum(result.node.resource_type in ("model", "snapshot") for result in results)
    tests = sum(result.status.value == "pass" for result in results)
    print(
        f"Built in {time.monotonic() - started:,.0f} s: {models} tables and views, "
        f"{tests} tests passed"
    )
    for result in results:
        if result.status.value == "warn":
            print(f"  warning: {result.node.name} ({result.failures:,} rows)")


def _check_yaml(variables: str) -> None:
    try:
        given = yaml.safe_load(variables)
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise BuildError(f"VARS {variables!r} cannot be read ({reason}).") from error
    if not isinstance(given, dict):
        raise BuildError(f"VARS must be like '{{as_of_date: 2017-10-28}}', but is {variables!r}.")


def _progress() -> Callable[[EventMsg], None]:
    """Return a listener that says how far the build is: on one line, or tenth by tenth."""
    is_terminal = sys.stdout.isatty()
    said = 0

    def listen(event: EventMsg) -> None:
        nonlocal said
        if event.info.name != "LogStartLine":
            return
        tenth = 10 * event.data.index // event.data.total
        if is_terminal:
            print(f"\rdbt: {event.data.index} of {event.data.total}", end="", flush=True)
            if event.data.index == event.data.total:
                print()
        elif tenth > said:
            said = tenth
            print(f"dbt: {event.data.index} of {event.data.total}", flush=True)

    return listen


def _what_failed(done: dbtRunnerResult) -> str:
    if done.exception is not None:
        return _in_short(str(done.exception))
    failed = [result for result in done.result.results if result.status.value not in PASSED]
    broken = [result for result in failed if result.status.value != "skipped"]
    lines = [f"{result.node.name}: {_in_short(result.message)}" for result in broken]
    skipped = len(failed) - len(broken)
    return "\n  ".join(
        [f"{len(broken)} failed" + (f", {skipped} skipped after them" if skipped else ""), *lines]
    )


def _in_short(message: str | None) -> str:
    """Return what dbt says up to its first blank line: the place and the reason, no trace."""
    lines = [line.strip() for line in (message or "failed").strip().splitlines()]
    return " ".join(lines[: lines.index("")] if "" in lines else lines)


def main() -> int:
    """Build; return 1 after the sentences that say why not."""
    try:
        build(*sys.argv[1:] or ["{}"])
    except (BuildError, InputError, LandingError, Busy) as error:
        print(f"Build: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
