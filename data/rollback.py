"""Show the generation before the one that is shown: ``python -m data.rollback``."""

import sys
from pathlib import Path

from data.generations import (
    BrokenGeneration,
    NothingPublished,
    all_generations,
    current_folder,
    point_to,
    read_pointer,
    verify_files,
)
from data.lock import Busy, only_one
from data.paths import published_dir


def roll_back() -> Path:
    """Point to the newest generation before the current one whose files are whole.

    Where the pointer itself is broken, every generation counts as one before it.

    Raises:
        NothingPublished: there is no earlier generation that is whole.
        Busy: a publication is under way.
    """
    read_pointer()
    with only_one(published_dir(), "publication"):
        try:
            shown = current_folder().name
        except BrokenGeneration:
            shown = "~"  # after every name
        for folder in all_generations():
            if folder.name >= shown:
                continue
            try:
                verify_files(folder)
            except BrokenGeneration as error:
                print(f"Rollback: {folder.name} is left out ({error})", file=sys.stderr)
                continue
            point_to(folder)
            return folder
    raise NothingPublished("there is no earlier generation that is whole: run `make publish`.")


def main() -> int:
    """Roll back, or say in one sentence why not."""
    try:
        folder = roll_back()
    except (NothingPublished, Busy, OSError) as error:
        print(f"Rollback: {error}", file=sys.stderr)
        return 1
    print(f"Shown is now {folder}; `make publish` publishes what is in the warehouse again.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
