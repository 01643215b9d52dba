"""The model report, ``reports/model.html``, and the model card beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from data.files import replace_text
from ml.card import model_card
from reports import places
from reports.facts import scope
from reports.model.calibration import calibration
from reports.model.campaign import campaign
from reports.model.comparison import comparison
from reports.model.importance import importance
from reports.model.insights import insights
from reports.model.leakage import leakage
from reports.model.limits import limits
from reports.model.problem import problem
from reports.model.residuals import residuals
from reports.model.tuning import tuning
from reports.model.where_wrong import where_wrong
from reports.page import Page, Section, rendered
from reports.warehouse import Warehouse

SECTIONS: tuple[Callable[[Warehouse], Section], ...] = (
    insights,
    problem,
    leakage,
    comparison,
    tuning,
    calibration,
    residuals,
    importance,
    where_wrong,
    campaign,
    limits,
)


def page(warehouse: Warehouse) -> Page:
    """Return the report."""
    return Page(
        title="How good the forecast is",
        lead=f"What was tested, how, and what came out. {scope(warehouse)}",
        sections=[section(warehouse) for section in SECTIONS],
    )


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Write the report, and the card of the model that it is about."""
    path = places.reports() / "model.html"
    replace_text(path, rendered(page(warehouse)))
    yield path
    card = places.documents() / "model-card.md"
    replace_text(card, model_card(warehouse.manifest))
    yield card
