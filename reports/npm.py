"""JavaScript libraries from npm, in the locked versions, as text to put into a page."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "node"


def find_npm() -> str:
    """Return the path of npm, installing Debian's where that is allowed.

    Raises:
        RuntimeError: there is none; the message says how to get it.
    """
    if not shutil.which("npm") and shutil.which("apt-get") and os.geteuid() == 0:
        for command in ("update", "install --yes --no-install-recommends npm"):
            subprocess.run(["apt-get", "-qq", *command.split()], check=True, capture_output=True)
    found = shutil.which("npm")
    if not found:
        raise RuntimeError("This needs npm: install it (Debian, Ubuntu: sudo apt-get install npm).")
    return found


def install(folder: Path) -> None:
    """Install what the lock file of a folder names, no scripts run.

    Raises:
        RuntimeError: npm could not; the message is npm's own.
    """
    command = [find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"npm could not install the libraries of {folder}:\n{done.stderr}")


@cache
def library(path: str) -> str:
    """Return the source of a file of an installed library, such as ``reveal.js/dist/reveal.js``.

    The libraries of ``reports/node`` are installed when the lock file is newer than they are.
    """
    installed = FOLDER / "node_modules" / ".package-lock.json"
    lock = FOLDER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        install(FOLDER)
    return (FOLDER / "node_modules" / path).read_text(encoding="utf-8")
