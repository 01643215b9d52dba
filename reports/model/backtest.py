"""What was tested: the words and dates with which most sections begin."""

from typing import Any

from data.formatting import counted, day
from ml.model import MODEL_NAME
from ml.rules import HORIZON_DAYS
from reports.page import Section, Words
from reports.warehouse import Warehouse

# Of fewer forecasts, shares and slopes say more of a few customers than of the model.
ENOUGH = 100

NOT_TESTED = (
    "No date has enough earlier rows and buyers behind it to test a model fairly, so there is "
    "nothing to show here. With more history, `make run` tests it and fills this section."
)

TESTED = f"""
select
    cutoff_date,
    cutoff_date + {HORIZON_DAYS} as window_end_date,
    customers,
    total_actual,
    total_actual / customers as mean_spend
from marts.model_metrics
where model_name = '{MODEL_NAME}'
order by cutoff_date
"""


def tests(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the tests: cutoff, end of the window, customers, what they spent (currency)."""
    return warehouse.query(TESTED)


def span(warehouse: Warehouse) -> str:
    """Return how many tests there are and when they began, in words, such as ``4 tests ...``."""
    rows = tests(warehouse)
    first, last = rows[0]["cutoff_date"], rows[-1]["cutoff_date"]
    if first == last:
        return f"1 test, on the {HORIZON_DAYS} days from {day(first)}"
    return f"{counted(len(rows), 'test')}, which begin between {day(first)} and {day(last)}"


def nothing_tested(name: str, title: str) -> Section:
    """Return a section that says that there was no test."""
    return Section(name, title, [Words(NOT_TESTED)])
