"""The slides, ``reports/slides.html`` and ``reports/slides.pdf``: the story in a talk."""

from collections.abc import Iterator
from pathlib import Path

from data.files import replace_text
from reports import places
from reports.screenshots import published
from reports.slides.comparison import comparison
from reports.slides.deck import print_pdf, rendered
from reports.slides.demo import demo
from reports.slides.inputs import arrivals, difficulty, leaks, time
from reports.slides.making import features, model, system
from reports.slides.question import decisions, opening
from reports.slides.reasons import reasons
from reports.slides.reflection import learnings, outlook
from reports.slides.slide import Slide
from reports.slides.truth import truth
from reports.warehouse import Warehouse

BEFORE = (opening, decisions, difficulty, arrivals, time, features, leaks, model, system)
AFTER = (comparison, truth, reasons, learnings, outlook)


def slides(warehouse: Warehouse) -> list[Slide]:
    """Return the slides in their order: problem, data, model, demo, results, reflection."""
    return [
        *(slide(warehouse) for slide in BEFORE),
        *demo(warehouse),
        *(slide(warehouse) for slide in AFTER),
    ]


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Write the slides, and print them as a PDF."""
    # Said before the plots are drawn, which takes a while.
    published(warehouse)
    html = places.reports() / "slides.html"
    replace_text(html, rendered(slides(warehouse)))
    yield html
    pdf = html.with_suffix(".pdf")
    print_pdf(html, pdf)
    yield pdf
