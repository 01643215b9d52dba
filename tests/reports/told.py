"""What is told of a retailer: slides and walk, made once for all tests, and the texts of pages."""

import sys
from pathlib import Path

from data.paths import PROJECT_DIR
from reports.page import NO_BREAK_SPACE, WORD_JOINER
from tests.once import once
from tests.project import run


def told(data_dir: Path) -> Path:
    """Return the folder in which the walk and the slides of a retailer were written."""
    command = (sys.executable, "-m", "reports", "walk", "slides")
    once(data_dir, "told", lambda: run(*command, data_dir=data_dir).stdout)
    is_own = data_dir.resolve() == PROJECT_DIR / "data"
    return PROJECT_DIR if is_own else data_dir / "report"


def as_typed(text: str) -> str:
    """Return a text of a page with the spaces of a keyboard."""
    return text.replace(NO_BREAK_SPACE, " ").replace(WORD_JOINER, "")
