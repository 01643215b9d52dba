"""The exploration report, ``reports/eda.html``: what the sales look like before any model."""

from collections.abc import Callable, Iterator
from pathlib import Path

from data.files import replace_text
from reports import places
from reports.exploration.assortment import assortment
from reports.exploration.beliefs import beliefs, outcomes
from reports.exploration.cohorts import cohorts
from reports.exploration.concentration import concentration
from reports.exploration.described import described
from reports.exploration.inputs import inputs
from reports.exploration.orders import orders
from reports.exploration.places_of_sale import places_of_sale
from reports.exploration.promotions import promotions
from reports.exploration.relations import relations
from reports.exploration.relations.strength import strengths
from reports.exploration.returns import returns
from reports.exploration.seasons import seasons
from reports.exploration.spend import spend
from reports.exploration.summary import summary
from reports.facts import scope
from reports.page import Page, Section, rendered
from reports.warehouse import Warehouse

SECTIONS: tuple[Callable[[Warehouse], Section], ...] = (
    inputs,
    described,
    spend,
    orders,
    concentration,
    seasons,
    assortment,
    places_of_sale,
    promotions,
    returns,
    cohorts,
)


def page(warehouse: Warehouse) -> Page:
    """Return the report."""
    found, tested = strengths(warehouse), outcomes(warehouse)
    return Page(
        title="What the sales look like",
        lead=f"Exploration before any model. {scope(warehouse)}",
        sections=[
            summary(warehouse, found, tested),
            *(section(warehouse) for section in SECTIONS),
            relations(warehouse, found),
            beliefs(warehouse, tested),
        ],
    )


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Write the report."""
    path = places.reports() / "eda.html"
    replace_text(path, rendered(page(warehouse)))
    yield path
