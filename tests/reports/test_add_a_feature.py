"""`docs/add-a-feature.md` is followed to the letter in a copy of the project, and it works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.paths import PROJECT_DIR
from tests.drops import drop_of_sales, half_a_year_of_sales, write_csv
from tests.project import DBT, WITH_UNIT_TESTS, query

GUIDE = (PROJECT_DIR / "docs" / "add-a-feature.md").read_text(encoding="utf-8")
# What dbt and the oracle need of the project.
PARTS = ("dashboard", "data", "dbt_project", "ml", "tests", "profiles.yml", "pyproject.toml")
FEATURE = "rhythm_day_spend_max"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with every change of the guide, and a small drop in its data."""
    copy = tmp_path_factory.mktemp("guide")
    listed = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard", *PARTS),
        cwd=PROJECT_DIR, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in listed.stdout.split():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT_DIR / name, copy / name)
    (copy / "guide.patch").write_text("".join(re.findall(r"```diff\n(.*?)```", GUIDE, re.S)))
    subprocess.run(("git", "apply", "-C1", "guide.patch"), cwd=copy, check=True)
    write_csv(drop_of_sales(half_a_year_of_sales()), copy / "data" / "raw")
    return copy


def _command(beginning: str) -> list[str]:
    """Return the only command of the guide that begins so, without the environment's folder."""
    (found,) = re.findall(rf"^{re.escape(beginning)}.*$", GUIDE, re.M)
    return shlex.split(found.removeprefix(".venv/bin/"))


def _run(folder: Path, *command: str) -> str:
    env = os.environ | WITH_UNIT_TESTS | {"DATA_DIR": str(folder / "data"), "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        command, cwd=folder, env=env, check=False, capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_mart_has_the_feature_and_its_tests_pass(changed: Path) -> None:
    _, *arguments = _command(".venv/bin/dbt build")
    told = _run(changed, DBT, *arguments)
    assert "the_largest_purchase_day_is_one_before_the_cutoff" in told
    warehouse = changed / "data" / "ci.duckdb"
    warehouse.rename(changed / "data" / "warehouse.duckdb")
    found = query(changed / "data", f"select max({FEATURE}) from marts.customer_features")
    assert found[0][0] > 0


def test_plain_python_counts_the_same(changed: Path) -> None:
    _, *arguments = _command(".venv/bin/python -m pytest")
    assert " passed" in _run(changed, sys.executable, *arguments)
