"""What people in retail believe, each belief tested on the data."""

import pandas as pd

from data.formatting import counted, day
from reports.exploration.beliefs import amounts, habits, history, predictability, totals
from reports.exploration.beliefs.belief import NOT_SUPPORTED, SUPPORTED, UNTESTABLE, Belief
from reports.exploration.beliefs.outcome import Outcome
from reports.page import Section, Table, Words
from reports.warehouse import Warehouse

# Stated before the data were looked at. None is taken out because of what came out.
BELIEFS: tuple[Belief, ...] = (
    *history.BELIEFS,
    *amounts.BELIEFS,
    *predictability.BELIEFS,
    *habits.BELIEFS,
    *totals.BELIEFS,
)
DOUBT = 0.05


def outcomes(warehouse: Warehouse) -> list[Outcome]:
    """Return what the data say of each belief, in the order in which they were stated."""
    return [_outcome(belief, warehouse.frame(belief.sql)) for belief in BELIEFS]


def _outcome(belief: Belief, rows: pd.DataFrame) -> Outcome:
    cutoffs = [rows]
    if "cutoff_date" in rows:
        dates = sorted(rows["cutoff_date"].unique(), reverse=True)
        cutoffs = [rows[rows["cutoff_date"] == date] for date in dates] or [rows]
    effects = [belief.measured(of_cutoff) for of_cutoff in cutoffs]
    return Outcome(
        belief=belief,
        effect=effects[0],
        earlier=[effect for effect in effects[1:] if effect is not None],
        contrast=belief.contrast(cutoffs[0]) if effects[0] else "",
        # Bonferroni: so small that all intervals together hold with 95 %.
        doubt=DOUBT / len(BELIEFS),
    )


def beliefs(warehouse: Warehouse, found: list[Outcome]) -> Section:
    """Return the section: a table of the verdicts, then each belief with its test."""
    newest = warehouse.row(
        "select max(cutoff_date) as cutoff_date from marts.customer_features "
        "where future_spend_30d is not null"
    )
    return Section(
        "beliefs",
        "What one would think, and whether it is so",
        [
            Words(_method(len(found), newest["cutoff_date"])),
            _table(found),
            *(outcome.part() for outcome in found),
        ],
    )


def _method(number: int, cutoff_date: pd.Timestamp | None) -> str:
    tested = (
        f"The newest cutoff whose 30 days are over, {day(cutoff_date)}, is tested, a row a customer"
        if cutoff_date
        else "No 30 days after a cutoff are over yet, so most of them cannot be tested"
    )
    return (
        f"{number} beliefs, stated before the data were looked at, each with what would show that "
        f"it holds. {tested}; "
        "nothing that happened after the cutoff explains anything. Intervals hold with "
        f"{100 * (1 - DOUBT / number):.1f} % each, so that all of them hold together with "
        f"{100 * (1 - DOUBT):.0f} %. A belief is supported when all of its interval lies where the "
        "belief says; earlier cutoffs, of mostly the same customers, are no further proof but show "
        "whether an effect stays. Where two customers are compared “at the same” something, only "
        "what goes up or down with it is taken out; none of this is an experiment."
    )


def _table(found: list[Outcome]) -> Table:
    return Table(
        ["Belief", "Effect (interval)", "Verdict"],
        [
            [
                outcome.belief.claim,
                f"{outcome.belief.called}: {outcome.measured}" if outcome.effect else "–",
                outcome.verdict.capitalize()
                + (": contradicted" if outcome.is_contradicted else ""),
            ]
            for outcome in found
        ],
        counts(found) + " Each is told below, with its query.",
    )


def counts(found: list[Outcome]) -> str:
    """Return how many beliefs the data support, in a sentence."""
    of = {
        verdict: sum(outcome.verdict == verdict for outcome in found)
        for verdict in (SUPPORTED, NOT_SUPPORTED, UNTESTABLE)
    }
    return (
        f"{counted(len(found), 'belief')}: {of[SUPPORTED]} supported, {of[NOT_SUPPORTED]} not "
        f"supported, {of[UNTESTABLE]} that cannot be tested with these data."
    )
