"""Write the reports and documents: ``python -m reports [name ...]``; all of them without a name."""

import sys

import duckdb
from playwright.sync_api import Error as BrowserError

from data.paths import PROJECT_DIR
from reports import documents, exploration, model, places, readme, screenshots, slides, walk
from reports.warehouse import NothingToReport, open_warehouse

# In the order in which they are made: the slides show pictures that come before them.
REPORTS = {
    "eda": exploration.write,
    "model": model.write,
    "readme": readme.write,
    "docs": documents.write,
    "screenshots": screenshots.write,
    "walk": walk.write,
    "slides": slides.write,
}

FAILURES = (
    NothingToReport,
    RuntimeError,
    OSError,
    duckdb.CatalogException,
    duckdb.BinderException,
    BrowserError,
)
# What a shell returns for a command that Ctrl-C ended.
INTERRUPTED = 130


def main(names: list[str]) -> int:
    """Write the reports named, and print each file that is written."""
    unknown = [name for name in names if name not in REPORTS]
    if unknown:
        print(f"No report is called {unknown[0]}: {', '.join(REPORTS)} are.", file=sys.stderr)
        return 1
    try:
        _write(names or list(REPORTS))
    except FAILURES as error:
        print(_in_words(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: what is not named above is as it was.", file=sys.stderr)
        return INTERRUPTED
    if places.root() != PROJECT_DIR:
        print(f"All of it lies in {places.root()}")
    return 0


def _write(names: list[str]) -> None:
    with open_warehouse() as warehouse:
        for name in names:
            for path in REPORTS[name](warehouse):
                told = path.relative_to(places.root())
                print(f"{told} ({path.stat().st_size / 1e6:.1f} MB)", flush=True)


def _in_words(error: Exception) -> str:
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, OSError):
        return f"{error.filename or 'The output'} cannot be written: {error.strerror}."
    if isinstance(error, duckdb.Error):
        return f"The warehouse was built by other models than these: run `make run` first ({said})."
    if isinstance(error, BrowserError):
        return f"The browser could not show the dashboard or a report: {said}"
    return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
