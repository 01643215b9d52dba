"""What the README promises is so."""

import re

import pytest

from dashboard.model.words import model_name
from data.paths import PROJECT_DIR
from reports.readme import SHOWN
from tests.project import query

README = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
NUMBER = r"\|[ *$]*(−?[\d.,]+)[ *]*"
ROW = re.compile(rf"^\| \**([^|*]+?)\** {NUMBER * 4}\|", re.M)


@pytest.mark.parametrize("sql", re.findall(r"```sql\n(.*?)```", README, re.S))
def test_every_query_runs_and_finds_something(sample, sql: str) -> None:
    assert len(query(sample.data_dir, sql)) >= 5


def test_the_table_of_results_is_that_of_the_metrics(sample) -> None:
    measured = query(
        sample.data_dir,
        """
        select model_name, avg(mae), avg(rmse), avg(r2), avg(normalised_gini)
        from marts.model_metrics
        group by model_name
        """,
    )
    figures_of = {model_name(name): figures for name, *figures in measured}
    promised = ROW.findall(README)
    assert len(promised) == len(SHOWN)
    for name, *figures in promised:
        # Boosted trees differ in the last digits from processor to processor.
        printed = [float(figure.replace("−", "-").replace(",", "")) for figure in figures]
        assert printed == pytest.approx(figures_of[name], rel=0.01, abs=0.005), name


def test_it_can_be_read_in_one_go() -> None:
    assert len(README.splitlines()) < 200


def test_files_and_commands_exist() -> None:
    for path in re.findall(r"\]\(([^h#][^)]*)\)|`((?:dbt_project|ml)/[\w/.]+\.\w+)`", README):
        assert (PROJECT_DIR / (path[0] or path[1])).exists(), path
    makefile = (PROJECT_DIR / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"\bmake ([a-z-]+)", README):
        assert re.search(rf"^{command}:", makefile, re.M), command
