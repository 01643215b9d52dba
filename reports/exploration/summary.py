"""What stands out, in sentences that the data choose."""

from typing import Any

from dashboard.labels import family
from data.formatting import counted, day, money
from reports.exploration.assortment import headline as of_assortment
from reports.exploration.beliefs import counts
from reports.exploration.beliefs.belief import NOT_SUPPORTED
from reports.exploration.beliefs.outcome import Outcome
from reports.exploration.cohorts import headline as of_cohorts
from reports.exploration.concentration import headline as of_concentration
from reports.exploration.numbers import share
from reports.exploration.relations import strongest
from reports.exploration.seasons import headline as of_seasons
from reports.exploration.spend import headline as of_spend
from reports.facts import facts
from reports.page import Points, Section
from reports.warehouse import Warehouse

HEADLINES = (of_spend, of_concentration, of_seasons, of_assortment, of_cohorts)


def summary(
    warehouse: Warehouse, strengths: list[dict[str, Any]], tested: list[Outcome]
) -> Section:
    """Return the section that comes first.

    Args:
        warehouse: where the figures come from.
        strengths: `relations.strength.strengths`.
        tested: `beliefs.outcomes`.
    """
    sentences = [
        *_inputs(warehouse),
        *(sentence for told in HEADLINES for sentence in told(warehouse)),
        *_relations(strengths),
        *_beliefs(tested),
    ]
    return Section("summary", "What stands out", [Points(sentences)])


def _inputs(warehouse: Warehouse) -> list[str]:
    found = facts(warehouse)
    read, rejected = found["rows_read"], found["rows_rejected"]
    lost = (
        "all of them were accepted"
        if not rejected
        else f"{counted(rejected, 'row')} ({share(rejected / read, 2)}) were rejected, each with a "
        "reason"
    )
    days = (found["last_sale_date"] - found["first_sale_date"]).days + 1
    return [
        f"{counted(read, 'row')} were read, and {lost}. The sales cover {counted(days, 'day')}, "
        f"{day(found['first_sale_date'])} to {day(found['last_sale_date'])}, and come to "
        f"{money(found['spend'])}."
    ]


def _relations(strengths: list[dict[str, Any]]) -> list[str]:
    best = strongest(strengths)
    if not best:
        return []
    first, last = best[0], best[-1]
    words = (
        f"By one family of inputs alone, “{family(first['feature'])}”, tenths of the customers "
        f"explain up to {share(max(first['explained'], 0), 0)} of the variance of the next 30 "
        "days' spend"
    )
    if len(best) > 1:
        words += f"; “{family(last['feature'])}” says least, {share(max(last['explained'], 0), 0)}"
    return [f"{words}."]


def _beliefs(tested: list[Outcome]) -> list[str]:
    refuted = [one.belief.claim.rstrip(".") for one in tested if one.is_contradicted]
    unclear = [
        one.belief.claim.rstrip(".")
        for one in tested
        if one.verdict == NOT_SUPPORTED and not one.is_contradicted
    ]
    sentences = [counts(tested)]
    if refuted:
        sentences.append(f"Contradicted: {_quoted(refuted)}.")
    if unclear:
        sentences.append(f"Not shown: {_quoted(unclear)}.")
    return [" ".join(sentences)]


def _quoted(claims: list[str]) -> str:
    return ", ".join(f"“{claim}”" for claim in claims)
