"""Slides and walk of a retailer, made once for all tests that look at them."""

import sys
from functools import cache
from pathlib import Path

from data.paths import PROJECT_DIR
from tests.project import run


@cache
def told(data_dir: Path) -> Path:
    """Return the folder in which the walk and the slides of a retailer were written."""
    run(sys.executable, "-m", "reports", "walk", "slides", data_dir=data_dir)
    is_own = data_dir.resolve() == PROJECT_DIR / "data"
    return PROJECT_DIR if is_own else data_dir / "report"
