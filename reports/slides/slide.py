"""What a slide is: one sentence as its title, a few parts, and what the presenter says."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from reports.page import Cards, Drawing, Points, Table, Words

NAMED = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Photo:
    """A picture.

    Args:
        address: of the picture, with all of it in it (``data:image/webp;base64,...``).
        alt: what it shows, for those who cannot see it.
        printed: another one for paper, where nothing moves; the same where it is empty.
    """

    address: str
    alt: str
    printed: str = ""
    kind: str = field(default="photo", init=False)


@dataclass(frozen=True)
class Heading:
    """What stands below it, in a few words."""

    text: str
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Commands:
    """Lines to type."""

    lines: Sequence[str]
    kind: str = field(default="commands", init=False)


@dataclass(frozen=True)
class Flow:
    """Boxes in the order in which data go through them: (name, what happens there)."""

    steps: Sequence[tuple[str, str]]
    kind: str = field(default="flow", init=False)


@dataclass(frozen=True)
class Columns:
    """Parts side by side.

    Args:
        left: from top to bottom.
        right: from top to bottom.
        split: how wide left and right are, as CSS has it.
    """

    left: Sequence["Part"]
    right: Sequence["Part"]
    split: str = "1fr 1fr"
    kind: str = field(default="columns", init=False)


Part = Words | Points | Cards | Table | Drawing | Heading | Photo | Commands | Flow | Columns


@dataclass(frozen=True)
class Slide:
    """A slide.

    Args:
        name: its place in the address, such as ``results``.
        title: its message, a sentence.
        parts: from top to bottom.
        notes: what the presenter says, a paragraph each.
        look: ``opening`` for the first one.
    """

    name: str
    title: str
    parts: Sequence[Part]
    notes: Sequence[str]
    look: str = "plain"


def drawing(svg: str, alt: str) -> Drawing:
    """Return a drawing that a slide shows without a caption: its title says what it means."""
    return Drawing(Markup(_with_names_of_its_own(svg)), alt)


def _with_names_of_its_own(svg: str) -> str:
    """Return a drawing whose names no other one on the page has: else one's clips cut another."""
    mark = hashlib.sha256(svg.encode()).hexdigest()[:8]
    for name in dict.fromkeys(NAMED.findall(svg)):
        svg = re.sub(rf'(id="|#){re.escape(name)}(?=["\\)&\'])', rf"\g<1>{mark}-{name}", svg)
    return svg
