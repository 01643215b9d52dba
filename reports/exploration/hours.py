"""On which day of the week and at which hour people buy."""

from typing import Any

from data.formatting import counted
from reports.exploration.figures import bars, heat
from reports.page import Part, Plot
from reports.warehouse import Warehouse

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

HOURS = """
select
    isodow(transacted_at) as weekday,
    hour(transacted_at) as hour,
    count(*) as orders
from intermediate.int_transactions
where is_purchase
group by all
order by all
"""


def hours(warehouse: Warehouse) -> list[Part]:
    """Return orders by day of the week and hour; by day alone when the files tell no hour."""
    rows = warehouse.query(HOURS)
    if not rows:
        return []
    total = sum(row["orders"] for row in rows)
    if {row["hour"] for row in rows} == {0}:
        return [_weekdays(rows, total)]
    of = {(row["weekday"], row["hour"]): row["orders"] for row in rows}
    opened = range(min(row["hour"] for row in rows), max(row["hour"] for row in rows) + 1)
    cells = [[of.get((weekday, hour), 0) for hour in opened] for weekday in range(1, 8)]
    texts = [
        [
            f"{name}, {hour}:00 to {hour}:59: {counted(orders, 'order')}, "
            f"{100 * orders / total:.1f} %"
            for hour, orders in zip(opened, row, strict=True)
        ]
        for name, row in zip(DAYS, cells, strict=True)
    ]
    weekday, hour = max(of, key=lambda place: (of[place], place))
    # Every third hour: all of them would not fit on a telephone.
    named = [str(hour) if hour % 3 == 0 else "" for hour in opened]
    figure = heat(cells, named, DAYS, texts, ("Hour of the day", ""))
    caption = (
        f"{counted(total, 'order')} by day of the week and hour, in the retailer's time; the "
        f"darker, the more. Most fall on {DAYS[weekday - 1]} between {hour}:00 and {hour}:59: "
        f"{100 * of[weekday, hour] / total:.1f} % of all."
    )
    return [Plot(figure, caption, HOURS)]


def _weekdays(rows: list[dict[str, Any]], total: int) -> Plot:
    of = {row["weekday"]: row["orders"] for row in rows}
    figure = bars(
        DAYS,
        [of.get(weekday, 0) for weekday in range(1, 8)],
        {"title": "Day of the week"},
        {"title": "Orders", "tickformat": ",d"},
        "%{x}: %{y:,} orders",
    )
    words = f"{counted(total, 'order')} by day of the week. The files tell no time of day."
    return Plot(figure, words, HOURS)
