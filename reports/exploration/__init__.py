"""The exploration report, ``reports/eda.html``: what the sales look like before any model."""

from collections.abc import Callable, Iterator
from pathlib import Path

from reports import places
from reports.exploration.spend import spend
from reports.facts import scope
from reports.page import Page, Section, rendered
from reports.warehouse import Warehouse

SECTIONS: tuple[Callable[[Warehouse], Section], ...] = (spend,)


def page(warehouse: Warehouse) -> Page:
    """Return the report."""
    return Page(
        title="What the sales look like",
        lead=f"Exploration before any model. {scope(warehouse)}",
        sections=[section(warehouse) for section in SECTIONS],
    )


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Write the report."""
    path = places.reports() / "eda.html"
    path.write_text(rendered(page(warehouse)), encoding="utf-8")
    yield path
