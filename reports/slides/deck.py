"""The slides as one file for the browser, and as a PDF, a page a slide."""

import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from data.files import replace_bytes
from reports.browser import open_page
from reports.npm import library
from reports.page import TEMPLATES, environment
from reports.slides.slide import Slide

REVEAL = "reveal.js/dist"
CREATED = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


def rendered(slides: Sequence[Slide]) -> str:
    """Return the slides as one HTML file that asks nothing of the network."""
    template = environment().get_template("slides.html")
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


def _script(source: str) -> Markup:
    return Markup(source.replace("</script", "<\\/script"))


def _template(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
