"""Days on which nothing was sold: feast days, and the weekly day off."""

from collections import Counter

from data.formatting import counted, day
from reports.exploration.days import EVERY_DAY
from reports.exploration.hours import DAYS
from reports.page import Words
from reports.warehouse import Warehouse

NAMED = 5

CLOSED = f"""
with {EVERY_DAY}

select days.sale_date
from days
anti join marts.daily_sales as sales using (sale_date)
order by days.sale_date
"""


def closed_days(warehouse: Warehouse) -> Words:
    """Return on which days between the first and the last sale there was none, in a sentence."""
    closed = [row["sale_date"] for row in warehouse.query(CLOSED)]
    if not closed:
        return Words("There was a sale on every day from the first to the last.")
    if len(closed) <= NAMED:
        return Words(f"There was no sale on {', '.join(day(date) for date in closed)}.")
    weekday, times = max(Counter(date.weekday() for date in closed).items(), key=lambda n: n[::-1])
    return Words(
        f"There was no sale on {counted(len(closed), 'day')} between the first and the last one; "
        f"{times:,} of them were {DAYS[weekday]}s."
    )
