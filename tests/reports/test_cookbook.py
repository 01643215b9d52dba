"""Every query of the cookbook runs, and gives the answer that stands below it."""

import math
import re

import duckdb
import pytest

from data.paths import PROJECT_DIR
from reports.documents.markdown import answer
from reports.documents.sql_cookbook import questions
from tests.project import query

COOKBOOK = PROJECT_DIR / "docs" / "sql-cookbook.md"
ENTRY = re.compile(r"^## (\d+\. .*?)\n\n```sql\n(.*?)\n```\n\n(.*?)\n\n", re.M | re.S)
# Boosted trees differ in the last digits from processor to processor; what SQL adds up does not.
TOLERANCE = 0.005

Cells = list[list[str]]


def committed() -> list[tuple[str, str, str]]:
    """Return heading, query and answer of each entry."""
    return ENTRY.findall(COOKBOOK.read_text(encoding="utf-8"))


def cells(table: str) -> Cells:
    """Return the cells of a Markdown table, its rule left out."""
    lines = [line for line in table.splitlines() if not re.fullmatch(r"[|\-: ]+", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def fresh(path: str, sql: str) -> tuple[str, list[bool]]:
    """Return the answer as the document writes it, and which of its columns are floats."""
    with duckdb.connect(path, read_only=True) as con:
        result = con.execute(sql)
        names = [column[0] for column in result.description]
        floats = [str(column[1]) == "DOUBLE" for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return (answer(rows) if rows else "*No rows.*"), floats


def differences(then: Cells, now: Cells, floats: list[bool]) -> list[tuple[str, str]]:
    """Return the cells that differ by more than what a float may."""
    if [len(row) for row in then] != [len(row) for row in now]:
        return [(str(then), str(now))]
    return [
        (old, new)
        for olds, news in zip(then, now, strict=True)
        for old, new, is_float in zip(olds, news, floats, strict=True)
        if not (old == new or (is_float and _is_near(old, new)))
    ]


def _is_near(old: str, new: str) -> bool:
    try:
        figures = [float(text.replace(",", "")) for text in (old, new)]
    except ValueError:
        return False
    return math.isclose(*figures, rel_tol=TOLERANCE)


def test_the_cookbook_holds_the_questions_that_there_are() -> None:
    assert [(entry[0], entry[1]) for entry in committed()] == [
        (question.heading, question.sql) for question in questions()
    ]
    assert len(committed()) == 20


@pytest.mark.parametrize(
    ("heading", "sql", "told"), committed(), ids=lambda text: text[:3] if text[0].isdigit() else ""
)
def test_the_answer_is_the_one_that_stands_there(sample, heading: str, sql: str, told: str) -> None:
    now, floats = fresh(str(sample.data_dir / "warehouse.duckdb"), sql)
    assert differences(cells(told), cells(now), floats) == [], heading


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.path.stem)
def test_the_query_runs_on_another_retailer(small_run, question) -> None:
    query(small_run, question.sql)


def test_a_changed_answer_is_noticed() -> None:
    told = cells("| a | b |\n| --- | --: |\n| x | 1,000.00 |")
    assert differences(told, cells("| a | b |\n|---|--:|\n| x | 1,004.00 |"), [False, True]) == []
    assert differences(told, cells("| a | b |\n|---|--:|\n| x | 1,006.00 |"), [False, True])
    assert differences(told, cells("| a | b |\n|---|--:|\n| x | 1,000.01 |"), [False, False])
    assert differences(told, cells("| a | b |\n|---|--:|\n| y | 1,000.00 |"), [False, True])
    assert differences(told, cells("| a | b |\n|---|--:|"), [False, True])
