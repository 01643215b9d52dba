"""``docs/sql-cookbook.md``: questions of SQL users, each with its query and its answer now.

A question is a file in ``questions``: its first line asks, the comments after it say how to read
the answer, and the rest is the query.
"""

import textwrap
from dataclasses import dataclass
from pathlib import Path

from reports.documents.markdown import Markdown, anchor, answer
from reports.documents.template import written
from reports.facts import scope
from reports.warehouse import Warehouse

QUESTIONS = Path(__file__).parent / "questions"


@dataclass(frozen=True)
class Question:
    """A question with its query."""

    number: int
    asked: str
    reading: str
    sql: str
    path: Path

    @property
    def heading(self) -> Markdown:
        """The question with its number."""
        return Markdown(f"{self.number}. {self.asked}")

    @property
    def anchor(self) -> str:
        """Its place in the document."""
        return anchor(self.heading)


def questions() -> list[Question]:
    """Return the questions in their order.

    Raises:
        ValueError: a file does not begin with a question and how to read its answer.
    """
    return [_read(number, path) for number, path in enumerate(sorted(QUESTIONS.glob("*.sql")), 1)]


def _read(number: int, path: Path) -> Question:
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if not line.startswith("-- "))
    asked, *reading = [line.removeprefix("-- ") for line in lines[:start]] or [""]
    if not asked.endswith("?") or not reading:
        raise ValueError(f"{path}: a line with the question, then how to read the answer")
    sql = textwrap.dedent("\n".join(lines[start:])).strip()
    return Question(number, asked, " ".join(reading), sql, path)


def write(warehouse: Warehouse) -> Path:
    """Write the cookbook."""
    asked = questions()
    answers = [warehouse.query(question.sql) for question in asked]
    cookbook = [
        {
            "heading": question.heading,
            "anchor": Markdown(question.anchor),
            "sql": Markdown(question.sql),
            "reading": Markdown(question.reading),
            "answer": answer(rows) if rows else Markdown("*No rows.*"),
        }
        for question, rows in zip(asked, answers, strict=True)
    ]
    return written("sql-cookbook.md", {"questions": cookbook, "scope": scope(warehouse)})
