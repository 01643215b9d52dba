"""Where reports and documents are written."""

from pathlib import Path

from data.paths import PROJECT_DIR, data_dir


def root() -> Path:
    """Return the folder in which ``docs/`` and ``reports/`` are written.

    The project's own for the project's own ``data``; for any other retailer ``$DATA_DIR/report``,
    so that what is committed for the sample stays.
    """
    is_own = data_dir().resolve() == (PROJECT_DIR / "data").resolve()
    return PROJECT_DIR if is_own else data_dir() / "report"


def documents() -> Path:
    """Return the folder of the documents in Markdown, made if need be."""
    return _made(root() / "docs")


def images() -> Path:
    """Return the folder of the pictures in those documents, made if need be."""
    return _made(root() / "docs" / "images")


def reports() -> Path:
    """Return the folder of the self-contained pages, made if need be."""
    return _made(root() / "reports")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
