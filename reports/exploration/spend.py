"""How much customers spend in 30 days: the target, before anything predicts it."""

from typing import Any

from data.formatting import currency, day, money
from reports.exploration.described import NO_TARGET
from reports.exploration.figures import bars
from reports.exploration.newest import NEWEST
from reports.exploration.numbers import share
from reports.exploration.tail import tail
from reports.exploration.target_over_time import target_over_time
from reports.page import Cards, Plot, Section, Words
from reports.warehouse import Warehouse

SPREAD = f"""
with {NEWEST}

select
    max(cutoff_date) as cutoff_date,
    count(*) as customers,
    avg(future_spend_30d)::double as mean,
    median(future_spend_30d)::double as median,
    stddev(future_spend_30d)::double as std,
    max(future_spend_30d)::double as largest,
    avg((future_spend_30d = 0)::int) as zero_share,
    avg((future_spend_30d < 0)::int) as negative_share
from newest
"""

HISTOGRAM = f"""
with {NEWEST},

spent as (
    select
        future_spend_30d::double as spend,
        quantile_cont(future_spend_30d::double, 0.99) over () as most
    from newest
    where future_spend_30d > 0
)

select
    floor(40 * least(spend, most * 0.9999) / most) * most / 40 as spend_from,
    count(*) as customers
from spent
group by spend_from
order by spend_from
"""


def spend(warehouse: Warehouse) -> Section:
    """Return the distribution of the target, at the newest cutoff and from cutoff to cutoff."""
    title = "Spend in 30 days: what is to be predicted"
    found = warehouse.row(SPREAD)
    if not found["customers"]:
        return Section("spend", title, [Words(NO_TARGET)])
    when = f"in the 30 days from {day(found['cutoff_date'])}"
    return Section(
        "spend",
        title,
        [
            _cards(found, when),
            *_histogram(warehouse, found, when),
            *tail(warehouse, when),
            *target_over_time(warehouse),
        ],
    )


def headline(warehouse: Warehouse) -> list[str]:
    """Return what stands out, in sentences."""
    found = warehouse.row(SPREAD)
    if not found["customers"]:
        return [NO_TARGET]
    skew = ""
    if found["mean"] > found["median"] > 0:
        skew = f", {found['mean'] / found['median']:.1f} times the median: few spend much"
    return [
        f"In the 30 days from {day(found['cutoff_date'])} a customer spent "
        f"{money(found['mean'], 2)} on average{skew}; {_nothing(found)}."
    ]


def _nothing(found: dict[str, Any]) -> str:
    zeros = found["zero_share"]
    return f"{share(zeros)} spent nothing" if zeros else "nobody spent nothing"


def _cards(found: dict[str, Any], when: str) -> Cards:
    facts = [
        ("Mean", money(found["mean"], 2), f"a customer, {when}"),
        ("Median", money(found["median"], 2), "half of the customers spent no more"),
        ("Spent nothing", f"{100 * found['zero_share']:.1f} %", f"of the customers, {when}"),
        ("Largest", money(found["largest"]), "one customer"),
    ]
    if found["negative_share"]:
        share = f"{100 * found['negative_share']:.1f} %"
        facts.append(("Below zero", share, "gave back more than they bought"))
    return Cards(facts, SPREAD)


def _histogram(warehouse: Warehouse, found: dict[str, Any], when: str) -> list[Plot]:
    rows = warehouse.query(HISTOGRAM)
    if not rows:
        return []
    figure = bars(
        [row["spend_from"] for row in rows],
        [row["customers"] for row in rows],
        {"title": f"Net spend in 30 days ({currency()})", "tickformat": ",.0f"},
        {"title": "Customers", "tickformat": ",d"},
        "from %{x:,.0f}: %{y:,} customers",
    )
    caption = (
        f"Customers by net spend {when}, those with spend above zero. The last bar holds the "
        "hundredth of them that spent most."
    )
    return [Plot(figure, caption, HISTOGRAM)]
