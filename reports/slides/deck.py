"""The slides as one file for the browser, and as a PDF, a page a slide."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from data.files import replace_bytes
from reports.browser import open_page
from reports.npm import library
from reports.page import TEMPLATES, environment
from reports.slides.slide import Slide

REVEAL = "reveal.js/dist"
# A figure and its unit, or the parts of a date such as Mon 1 Jan 2018.
UNIT = re.compile(
    r"(?<=\d) (?=%|days?\b)|(?<=\b[A-Z][a-z]{2}) (?=\d)|(?<=\d) (?=[A-Z][a-z]{2} \d{4})"
)
CREATED = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


def rendered(slides: Sequence[Slide]) -> str:
    """Return the slides as one HTML file that asks nothing of the network."""
    template = environment().overlay(finalize=_kept_together).get_template("slides.html")
    return template.render(
        slides=slides,
        reveal_style=Markup(library(f"{REVEAL}/reveal.css")),
        style=_template("slides.css"),
        reveal=_script(library(f"{REVEAL}/reveal.js")),
        notes=_script(library(f"{REVEAL}/plugin/notes.js")),
        script=_script(_template("slides.js")),
    )


def print_pdf(html: Path, pdf: Path) -> None:
    """Print slides as a PDF of as many pages, without the notes; the same each time."""
    with open_page() as page:
        page.goto(f"{html.resolve().as_uri()}?print-pdf")
        page.locator(".pdf-page").last.wait_for(state="attached")
        page.wait_for_function("[...document.images].every((image) => image.complete)")
        printed = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    # The time of printing is all that differs between two prints.
    replace_bytes(pdf, CREATED.sub(rb"/\1 (D:20000101000000", printed))


def _kept_together(text: Any) -> Any:
    """Return a text in which no line ends between a figure and its unit."""
    if not isinstance(text, str) or isinstance(text, Markup):
        return text
    return UNIT.sub("\u00a0", text)


def _script(source: str) -> Markup:
    return Markup(source.replace("</script", "<\\/script"))


def _template(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
