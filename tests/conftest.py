"""The sample, built once for all tests with the command that a user types."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project import run


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


@pytest.fixture(autouse=True)
def _default_data_dir_is_out_of_reach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test away from the data of the person who runs it."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
