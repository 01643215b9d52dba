"""What is asked, and what each test of the backtest was allowed to learn from."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from data.formatting import counted, currency, day
from ml.rules import HORIZON_DAYS
from reports.drawings.splits import splits
from reports.page import Part, Plot, Section, Table, Words
from reports.warehouse import Warehouse

NAME, TITLE = "problem", "What is asked, and how it was tested"


def problem(warehouse: Warehouse) -> Section:
    """Return the section."""
    return Section(
        NAME,
        TITLE,
        [
            Words(
                f"How much will each customer spend, returns netted, in the {HORIZON_DAYS} days "
                f"from a date (the cutoff), in {currency()}? Features see purchases before the "
                f"cutoff only; the target is what was spent in the {HORIZON_DAYS} days after it. "
                "Everybody who has bought before is scored, also those who will buy nothing."
            ),
            Words(
                "A model is tested as it is used: it stands at a date of the past, learns from "
                f"windows of {HORIZON_DAYS} days that were over by then, and predicts the "
                f"{HORIZON_DAYS} days that follow. A random split would let it learn from the "
                "very weeks in which it is tested."
            ),
            *_drawing(warehouse),
            *_table(warehouse.manifest.get("learnt_by_cutoff") or {}),
        ],
    )


def _drawing(warehouse: Warehouse) -> Iterator[Part]:
    figure = splits(warehouse)
    if figure is None:
        yield Words("No date could be tested yet, so there is no split to draw.")
        return
    yield Plot(
        figure,
        f"A row a test: blue are the target windows learnt from, orange are the {HORIZON_DAYS} "
        "days that were predicted, grey is today's forecast. Nothing blue reaches into anything "
        "orange of its row.",
    )


def _table(learnt: dict[str, dict[str, Any]]) -> Iterator[Part]:
    if not learnt:
        yield Words("No test is recorded with this model.")
        return
    rows = sorted(learnt.items())
    yield Table(
        [
            "Tested on",
            ">Customers",
            "Learnt from cutoffs",
            ">Cutoffs",
            ">Rows",
            ">Gap",
            "Used",
        ],
        [
            [
                f"{_day(cutoff)} to {day(_date(cutoff) + dt.timedelta(HORIZON_DAYS - 1))}",
                f"{row['tested_rows']:,}",
                f"{_day(row['first_cutoff'])} to {_day(row['last_cutoff'])}",
                f"{row['cutoffs']:,}",
                f"{row['rows']:,}",
                counted(gap_days(cutoff, row), "day"),
                "in this report" if row["is_published"] else "only to calibrate later tests",
            ]
            for cutoff, row in rows
        ],
        "What each test learnt from, as its model's manifest has it. A row of training is a "
        "customer at a cutoff. Gap: days between the end of the last window learnt from and the "
        "test; it may be 0, and never below.",
        name="splits-table",
    )


def gap_days(cutoff: str, row: dict[str, Any]) -> int:
    """Return the days from the end of the last target learnt from to the test (ISO date)."""
    return (_date(cutoff) - _date(row["last_cutoff"])).days - HORIZON_DAYS


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _day(text: str) -> str:
    return day(_date(text))
