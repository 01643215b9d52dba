"""The same inputs give the same marts, model and predictions, whatever the number of threads."""

import os
import shutil
from pathlib import Path

import pytest

from tests.fingerprint import fingerprint
from tests.project import start


def _check_second_run(data_dir: Path) -> None:
    """Build all but the raw files again, on one processor, and find the same in everything."""
    before = fingerprint(data_dir)
    raw_before = {path.name: path.stat().st_mtime_ns for path in (data_dir / "raw").iterdir()}
    (data_dir / "warehouse.duckdb").unlink()
    shutil.rmtree(data_dir / "models")
    process = start(
        *("make", "run", f"DATA_DIR={data_dir}"),
        data_dir=data_dir,
        preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
    )
    printed, _ = process.communicate()
    assert process.returncode == 0, printed
    assert "is not empty; left as it is" in printed
    assert "Installing" not in printed
    assert {p.name: p.stat().st_mtime_ns for p in (data_dir / "raw").iterdir()} == raw_before
    assert fingerprint(data_dir) == before
    assert len(before) >= 12


def test_a_small_drop_is_built_again_as_it_was(retailer: Path) -> None:
    _check_second_run(retailer)


@pytest.mark.long
def test_the_sample_is_built_again_as_it_was(sample, tmp_path: Path) -> None:
    shutil.copytree(sample.data_dir, tmp_path, dirs_exist_ok=True)
    _check_second_run(tmp_path)
