"""The sample, built once for all tests with the command that a user types."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.drops import drop_of_sales, half_a_year_of_sales, write_csv
from tests.once import once
from tests.project import WITH_UNIT_TESTS, WITHOUT_UNIT_TESTS, run

# How many settings fit into seconds depends on the machine; `test_backtest` tests the search.
os.environ["TUNE_SECONDS"] = "0"
os.environ.update(WITHOUT_UNIT_TESTS)


@dataclass(frozen=True)
class SampleRun:
    """The folder that `make run` filled, and what it printed."""

    data_dir: Path
    printed: str


@pytest.fixture(scope="session", autouse=True)
def _dbt_of_this_worker(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what two test workers let dbt write at the same time apart."""
    os.environ["DBT_TARGET_PATH"] = str(tmp_path_factory.getbasetemp() / "target")
    os.environ["DBT_LOG_PATH"] = str(tmp_path_factory.getbasetemp() / "logs")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """Run the whole road on The Complete Journey, in a folder of its own."""
    # A run of `make run` that is there already, for those who work on what only reads it.
    if finished := os.environ.get("SAMPLE_RUN"):
        return SampleRun(Path(finished), "")
    return _run_once(tmp_path_factory, "sample", lambda _: None, **WITH_UNIT_TESTS)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the whole road on the smallest drop that gets a model; only to be copied."""
    customers = [{"customer_id": f"C{c}"} for c in range(13)]
    drop = drop_of_sales(half_a_year_of_sales(), customer_details=customers)
    made = _run_once(tmp_path_factory, "small", lambda data_dir: write_csv(drop, data_dir / "raw"))
    return made.data_dir


def _run_once(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    fill: Callable[[Path], object],
    **env: str,
) -> SampleRun:
    """Fill a folder and run the whole road there, once for all workers that test side by side."""
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    data_dir = root / name

    def make() -> str:
        data_dir.mkdir(exist_ok=True)
        fill(data_dir)
        return run("make", "run", f"DATA_DIR={data_dir}", data_dir=data_dir, **env).stdout

    return SampleRun(data_dir, once(root, name, make))


@pytest.fixture
def retailer(small_run: Path, tmp_path: Path) -> Path:
    """Return a copy of the small drop's folder, built and published: that of ``DATA_DIR``."""
    shutil.copytree(small_run, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture(autouse=True)
def _default_data_dir_is_out_of_reach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test away from the data of the person who runs it."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
