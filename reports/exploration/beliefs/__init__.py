"""What people in retail believe, each belief tested on the data."""

import datetime as dt

import pandas as pd

from data.formatting import day
from reports.exploration.beliefs import amounts, habits, history, predictability, totals
from reports.exploration.beliefs.belief import NOT_SUPPORTED, SUPPORTED, UNTESTABLE, Belief
from reports.exploration.beliefs.outcome import Outcome
from reports.exploration.newest import NEWEST, drawn_of
from reports.exploration.numbers import share
from reports.page import Section, Table, Words
from reports.warehouse import Warehouse

# Written down, with their limits, before the tests were run. None is taken out because of what came
# out.
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
        f"with {NEWEST} select max(cutoff_date) as cutoff_date, count(*) as customers from newest"
    )
    return Section(
        "beliefs",
        "Hypotheses: what one would think, and whether it is so",
        [
            Words(_method(len(found), newest["cutoff_date"], newest["customers"])),
            _table(found),
            *(outcome.part() for outcome in found),
        ],
    )


def _method(number: int, cutoff_date: dt.date | None, customers: int) -> str:
    tested = (
        f"Tested is the newest cutoff whose 30 days are over, {day(cutoff_date)}: "
        f"{drawn_of(customers)}, a row each"
        if cutoff_date
        else "No 30 days after a cutoff are over yet, so most of them cannot be tested"
    )
    each, together = share(1 - DOUBT / number), share(1 - DOUBT, 0)
    return (
        f"{number} hypotheses, taken from what is commonly believed in retail and written down "
        f"with their limits before the tests were run. {tested}; nothing that happened after the "
        f"cutoff explains anything. Intervals hold with {each} each, so that all of them hold "
        f"together with {together}. One is supported when all of its interval lies where it says. "
        "Earlier cutoffs, of mostly the same customers, are no further proof but show whether an "
        "effect stays. Where customers are compared “at the same” something, only what rises or "
        "falls with it is taken out; none of this is an experiment."
    )


def _table(found: list[Outcome]) -> Table:
    return Table(
        ["Hypothesis", "Effect (interval)", "Verdict"],
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
        f"{len(found)} hypotheses: {of[SUPPORTED]} supported, {of[NOT_SUPPORTED]} not "
        f"supported, {of[UNTESTABLE]} that cannot be tested with these data."
    )
