"""axe-core: the rules by which a page is held to be for everybody."""

import shutil
from pathlib import Path

from data.paths import PROJECT_DIR
from reports.npm import install

LOCKED = PROJECT_DIR / "tests" / "axe"


def axe_source(folder: Path) -> str:
    """Return the source of axe-core in the locked version, installed in an empty folder."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCKED / name, folder / name)
    install(folder)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
