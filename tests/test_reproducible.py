"""The same inputs give the same marts, model and predictions, whatever the number of threads."""

import os
import shutil
from pathlib import Path

import pytest

from tests.fingerprint import fingerprint
from tests.project import start


def _run_on_one_processor(data_dir: Path) -> None:
    """Build from the raw files alone, on the first processor."""
    (data_dir / "warehouse.duckdb").unlink()
    shutil.rmtree(data_dir / "models")
    process = start(
        *("make", "run", f"DATA_DIR={data_dir}"),
        data_dir=data_dir,
        preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
    )
    printed, _ = process.communicate()
    assert process.returncode == 0, printed


def test_a_small_drop_on_one_processor(retailer: Path) -> None:
    before = fingerprint(retailer)
    _run_on_one_processor(retailer)
    assert fingerprint(retailer) == before


@pytest.mark.long
def test_the_sample_on_one_processor(sample, tmp_path: Path) -> None:
    shutil.copytree(sample.data_dir, tmp_path, dirs_exist_ok=True)
    before = fingerprint(tmp_path)
    _run_on_one_processor(tmp_path)
    assert fingerprint(tmp_path) == before
