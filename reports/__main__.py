"""Write the reports and documents: ``python -m reports [name ...]``; all of them without a name."""

import sys

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


def main(names: list[str]) -> int:
    """Write the reports named, and print each file that is written."""
    unknown = [name for name in names if name not in REPORTS]
    if unknown:
        print(f"No report is called {unknown[0]}: {', '.join(REPORTS)} are.", file=sys.stderr)
        return 1
    try:
        with open_warehouse() as warehouse:
            for name in names or REPORTS:
                for path in REPORTS[name](warehouse):
                    told = path.relative_to(places.root())
                    print(f"{told} ({path.stat().st_size / 1e6:.1f} MB)", flush=True)
    except (NothingToReport, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    if places.root() != PROJECT_DIR:
        print(f"All of it lies in {places.root()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
