"""Mean spend by tenth of the customers by an input."""

from typing import Any

from reports.exploration.newest import DRAWN
from reports.exploration.relations.columns import quoted
from reports.exploration.relations.strength import TENTHS
from reports.warehouse import Warehouse

NOT_KNOWN = -1

BINS = """
with {rows},

ranked as (
    select
        future_spend_30d::double as spend,
        {feature} as number,
        rank() over (partition by {feature} is null order by {feature}) as lowest_place,
        count(*) over (partition by {feature} is null) as known
    from drawn
)

select
    if(number is null, -1, floor({tenths} * (lowest_place - 1) / known))::int as bin,
    min(number) as number_from,
    max(number) as number_to,
    count(*) as customers,
    avg(spend) as mean_spend,
    stddev_samp(spend) / sqrt(count(*)) as standard_error
from ranked
group by bin
order by bin
"""


def tenths_sql(feature: str) -> str:
    """Return the query of the mean spend by tenth of the customers by an input."""
    return BINS.format(rows=DRAWN, feature=quoted(feature), tenths=TENTHS)


def tenths(warehouse: Warehouse, feature: str) -> list[dict[str, Any]]:
    """Return mean spend and its standard error by tenth (0 the lowest; `NOT_KNOWN` for NULL)."""
    return warehouse.query(tenths_sql(feature))
