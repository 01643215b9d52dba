"""A self-contained page: sections of words, figures, tables and plots, each with its query."""

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import plotly.graph_objects as go
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from reports.npm import library

TEMPLATES = Path(__file__).parent / "templates"
# Of a number in a plot: more cannot be seen.
DIGITS = 7
# Where no line may end: between a figure and its unit, the parts of a date such as
# Mon 1 Jan 2018, and minus and currency of an amount.
WITHIN_FIGURES = re.compile(
    r"(?<=\d) (?=%|days?\b)|(?<=\b[A-Z][a-z]{2}) (?=\d)|(?<=\d) (?=[A-Z][a-z]{2} \d{4})"
    r"|(?<=−)(?=[^\s\d])"
)
NO_BREAK_SPACE, WORD_JOINER = "\u00a0", "\u2060"
PLOTLY = "plotly.js-cartesian-dist-min/plotly-cartesian.min.js"


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    kind: str = field(default="words", init=False)


@dataclass(frozen=True)
class Points:
    """Sentences, each with a point before it."""

    texts: Sequence[str]
    kind: str = field(default="points", init=False)


@dataclass(frozen=True)
class Cards:
    """Figures to be seen first: (title, figure with its unit, what it means)."""

    facts: Sequence[tuple[str, str, str]]
    sql: str = ""
    kind: str = field(default="cards", init=False)


@dataclass(frozen=True)
class Table:
    """Rows as people read them.

    Args:
        head: names of the columns; one that begins with ``>`` holds figures, set to the right.
        rows: a text a cell.
        caption: what the table holds, with units and dates.
        sql: the query that it came from.
        marked: the places of the rows that stand out.
        name: its place in the address, where something looks for it.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str
    sql: str = ""
    marked: frozenset[int] = frozenset()
    name: str = ""
    kind: str = field(default="table", init=False)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Names and sides of the columns."""
        return [(n.removeprefix(">"), "right" if n.startswith(">") else "left") for n in self.head]


@dataclass(frozen=True)
class Plot:
    """A plot.

    Args:
        figure: of `dashboard.figures.styled`, with titles and units on its axes.
        caption: what it shows and what follows from it, for those who cannot see it too.
        sql: the query that it came from.
    """

    figure: go.Figure
    caption: str
    sql: str = ""
    kind: str = field(default="plot", init=False)

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.figure.layout.height

    @property
    def json(self) -> Markup:
        """The figure for plotly.js; nothing in it can end the script that it stands in.

        Numbers are cut to what can be seen: sums in parallel differ in the last bits each time.
        """
        content = json.loads(self.figure.to_json(), parse_float=_visible)
        return Markup(json.dumps(content, separators=(",", ":")).replace("<", "\\u003c"))


@dataclass(frozen=True)
class Drawing:
    """A drawing in SVG that the project made itself.

    Args:
        svg: the drawing; texts in it must be escaped already.
        caption: what it shows.
    """

    svg: str
    caption: str
    kind: str = field(default="drawing", init=False)

    @property
    def markup(self) -> Markup:
        """The drawing as it goes into the page."""
        return Markup(self.svg)


@dataclass(frozen=True)
class Hypothesis:
    """What was believed before, how it was tested, and whether the data support it.

    Args:
        claim: in one sentence.
        reason: why somebody would believe it.
        test: what was computed, over which rows.
        figures: what came out, with units and an interval where there is one.
        verdict: ``supported``, ``not supported`` or ``cannot be tested``.
        follows: what the project does because of it.
        sql: the query behind it.
    """

    claim: str
    reason: str
    test: str
    figures: str
    verdict: str
    follows: str
    sql: str = ""
    kind: str = field(default="hypothesis", init=False)


Part = Words | Points | Cards | Table | Plot | Drawing | Hypothesis


@dataclass(frozen=True)
class Section:
    """A part of a page with a title of its own.

    Args:
        name: its place in the address, such as ``seasonality``.
        title: what it is about.
        parts: in their order.
    """

    name: str
    title: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Page:
    """A page.

    Args:
        title: its name.
        lead: what it tells, of which data, as of which day.
        sections: in their order.
    """

    title: str
    lead: str
    sections: Sequence[Section]


def environment() -> Environment:
    """Return the environment of the templates: everything is escaped, nothing may be missing."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_kept_together,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Markup already: a query is to be copied, so no space of it may change.
    made.filters["sql"] = lambda query: escape(textwrap.dedent(query).strip())
    return made


def rendered(page: Page) -> str:
    """Return a page as one HTML file that asks nothing of the network."""
    return environment().get_template("page.html").render(
        page=page, style=_source("page.css"), script=_source("plots.js"), plotly=plotly()
    )  # fmt: skip


def plotly() -> Markup:
    """Return plotly.js, ready to stand in a script."""
    return Markup(library(PLOTLY).replace("</script", "<\\/script"))


def _kept_together(value: object) -> object:
    """Return a text in which no line ends within a figure."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return WITHIN_FIGURES.sub(lambda gap: NO_BREAK_SPACE if gap[0] else WORD_JOINER, value)


def _visible(number: str) -> float:
    return float(f"{float(number):.{DIGITS}g}")


@cache
def _source(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
