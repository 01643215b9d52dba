"""What takes long is made once for all workers that test side by side."""

import os
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

# Of this run of pytest: what an earlier run left behind may be of other code.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())


def once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Make something in a folder unless this test run has, and return what making it printed.

    Args:
        folder: which all workers share.
        name: of what is made there.
        make: makes it, and returns what was printed.
    """
    printed = folder / f"{name}-{RUN}.txt"
    with FileLock(f"{printed}.lock"):
        if not printed.exists():
            printed.write_text(make(), encoding="utf-8")
    return printed.read_text(encoding="utf-8")
