"""What the README promises is so."""

import re

import pytest

from data.paths import PROJECT_DIR
from tests.project import query

README = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
MODEL_LINE = re.compile(r"^(\w+) +\$([\d.]+) +\$([\d.]+) +(-?[\d.]+) +([\d.]+) +(\d+) %", re.M)


@pytest.mark.parametrize("sql", re.findall(r"```sql\n(.*?)```", README, re.S))
def test_every_query_runs_and_finds_something(sample, sql: str) -> None:
    assert len(query(sample.data_dir, sql)) >= 5


def test_the_table_of_results_is_what_the_run_prints(sample) -> None:
    promised = {name: [float(x) for x in figures] for name, *figures in MODEL_LINE.findall(README)}
    printed = {
        name: [float(x) for x in figures] for name, *figures in MODEL_LINE.findall(sample.printed)
    }
    assert promised.keys() < printed.keys()
    assert len(printed) - len(promised) == 5, "the README counts the rows that it leaves out"
    for name, figures in promised.items():
        # Boosted trees differ in the last digits from processor to processor.
        assert printed[name] == pytest.approx(figures, rel=0.01, abs=0.005), name


def test_files_and_commands_exist() -> None:
    for path in re.findall(r"\]\(([^h#][^)]*)\)|`((?:dbt_project|ml)/[\w/.]+\.\w+)`", README):
        assert (PROJECT_DIR / (path[0] or path[1])).exists(), path
    makefile = (PROJECT_DIR / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"\bmake ([a-z-]+)", README):
        assert re.search(rf"^{command}:", makefile, re.M), command
