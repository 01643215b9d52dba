"""The sample, built once for all tests with the command that a user types."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.drops import drop_of_sales, half_a_year_of_sales, write_csv
from tests.project import run

# How many settings fit into seconds depends on the machine; `test_backtest` tests the search.
os.environ["TUNE_SECONDS"] = "0"


@dataclass(frozen=True)
class SampleRun:
    """The folder that `make run` filled, and what it printed."""

    data_dir: Path
    printed: str


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """Run the whole road on The Complete Journey, in a folder of its own."""
    data_dir = tmp_path_factory.mktemp("sample")
    done = run("make", "run", f"DATA_DIR={data_dir}", data_dir=data_dir)
    return SampleRun(data_dir, done.stdout)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the whole road on the smallest drop that gets a model; only to be copied."""
    data_dir = tmp_path_factory.mktemp("small")
    customers = [{"customer_id": f"C{c}"} for c in range(13)]
    write_csv(drop_of_sales(half_a_year_of_sales(), customer_details=customers), data_dir / "raw")
    run("make", "run", f"DATA_DIR={data_dir}", data_dir=data_dir)
    return data_dir


@pytest.fixture
def retailer(small_run: Path, tmp_path: Path) -> Path:
    """Return a copy of the small drop's folder, built and published: that of ``DATA_DIR``."""
    shutil.copytree(small_run, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture(autouse=True)
def _default_data_dir_is_out_of_reach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test away from the data of the person who runs it."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
