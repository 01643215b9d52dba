"""What is published: each generation in a folder of its own, and the pointer to the one shown.

The pointer ``CURRENT`` holds the name of a folder and the sha256 of its manifest, which holds the
sha256 of every other file: a bit that changed anywhere is found before anything is opened.
"""

import json
import re
from pathlib import Path

from data.files import replace_text, sha256
from data.paths import published_dir
from ml import bundle

MART_FILE = "mart.duckdb"
MODEL_FOLDER = "model"
MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "CURRENT"
MODEL_PARTS = {f"{MODEL_FOLDER}/{part}" for part in (bundle.MODEL_FILE, bundle.MANIFEST_FILE)}
PARTS = {MART_FILE, *MODEL_PARTS}
NAME = r"[0-9]{8}T[0-9]{12}-[0-9A-Za-z-]+"
POINTER = re.compile(rf"(?P<name>{NAME}) (?P<sha256>[0-9a-f]{{64}})\n")


class NothingPublished(Exception):
    """There is no generation to show; the message says what to run."""


class BrokenGeneration(NothingPublished):
    """What is published is not what was published; the message says what to run."""


def read_pointer() -> str:
    """Return the text of the pointer, which changes with the generation.

    Raises:
        NothingPublished: there is no pointer.
    """
    pointer = published_dir() / CURRENT_FILE
    if not pointer.exists():
        raise NothingPublished("Nothing is published yet: run `make run`, then reload this page.")
    return pointer.read_text(encoding="utf-8", errors="replace")


def point_to(folder: Path) -> None:
    """Make a generation the one that is shown, in one step."""
    text = f"{folder.name} {sha256(folder / MANIFEST_FILE)}\n"
    _parse(text)
    replace_text(published_dir() / CURRENT_FILE, text)


def current_folder() -> Path:
    """Return the folder of the generation that is shown, unverified.

    Raises:
        NothingPublished: there is no pointer, or it is broken.
    """
    return published_dir() / _parse(read_pointer())["name"]


def verify_pointer(text: str) -> Path:
    """Return the folder to which the text of a pointer points, every file verified.

    Raises:
        BrokenGeneration: the pointer or a file is not what was published.
    """
    pointer = _parse(text)
    folder = published_dir() / pointer["name"]
    manifest = folder / MANIFEST_FILE
    if not manifest.is_file() or sha256(manifest) != pointer["sha256"]:
        raise _broken(f"{manifest} is not the manifest that was published")
    verify_files(folder)
    return folder


def verify_files(folder: Path) -> None:
    """Compare the files of a generation with its manifest.

    Raises:
        BrokenGeneration: a file is missing or was changed.
    """
    try:
        described = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))["sha256"]
        for name, expected in described.items():
            if not (folder / name).is_file() or sha256(folder / name) != expected:
                raise _broken(f"{folder / name} is not the file that was published")
        # A log beside the mart, for one, would be played into it when it is opened.
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
        if more := found - set(described) - {MANIFEST_FILE}:
            raise _broken(f"{folder / min(more)} was not published")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(f"{folder / MANIFEST_FILE} is broken") from error
    if PARTS - set(described):
        raise _broken(f"{folder / MANIFEST_FILE} does not describe a whole generation")


def all_generations() -> list[Path]:
    """Return the folders of the generations, newest first."""
    return sorted(
        (
            path
            for path in published_dir().iterdir()
            if path.is_dir() and re.fullmatch(NAME, path.name)
        ),
        reverse=True,
    )


def _parse(text: str) -> re.Match[str]:
    pointer = POINTER.fullmatch(text)
    if pointer is None:
        raise _broken(f"{published_dir() / CURRENT_FILE} is broken")
    return pointer


def _broken(what: str) -> BrokenGeneration:
    return BrokenGeneration(
        f"{what}: run `make publish`, or `make rollback` for the generation before."
    )
