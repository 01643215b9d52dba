"""How much each input, by itself, says about the spend of the next 30 days."""

from typing import Any

from reports.exploration.newest import DRAWN
from reports.exploration.relations.columns import columns, inputs
from reports.warehouse import Warehouse

MOST_NAMES = 20
TENTHS = 10

# The bins of a number are tenths of the customers, equal values in one bin; the bins of a name are
# the most frequent ones, and all others. Not known is a bin of its own. The share of the variance
# that lies between the bins is corrected for their number.
STRENGTHS = """
with {rows},

numbers as (
    select
        customer_id,
        future_spend_30d::double as spend,
        {numbers}
    from drawn
),

names as (
    select
        customer_id,
        future_spend_30d::double as spend,
        {names}
    from drawn
),

stacked_numbers as (
    select * from numbers
    unpivot include nulls (number for feature in (columns(* exclude (customer_id, spend))))
),

stacked_names as (
    select * from names
    unpivot include nulls (word for feature in (columns(* exclude (customer_id, spend))))
),

ranked as (
    select
        feature,
        spend,
        number,
        rank() over by_number + (count(*) over alike - 1) / 2 as place,
        rank() over by_spend + (count(*) over (partition by feature, number is null, spend) - 1) / 2
            as spend_place,
        rank() over by_number as lowest_place,
        count(*) over (partition by feature, number is null) as known
    from stacked_numbers
    window
        by_number as (partition by feature, number is null order by number),
        by_spend as (partition by feature, number is null order by spend),
        alike as (partition by feature, number is null, number)
),

correlations as (
    select
        feature,
        corr(place, spend_place) as correlation
    from ranked
    where number is not null
    group by feature
),

named as (
    select
        feature,
        spend,
        word,
        count(*) over (partition by feature, word) as times
    from stacked_names
),

binned as (
    select
        feature,
        spend,
        number is not null as is_known,
        if(number is null, -1, floor({tenths} * (lowest_place - 1) / known))::bigint as bin
    from ranked
    union all
    select
        feature,
        spend,
        word is not null as is_known,
        case
            when word is null then -1
            else least(dense_rank() over (partition by feature order by times desc, word), {most})
        end as bin
    from named
),

bins as (
    select
        feature,
        bin,
        count(*) as customers,
        count_if(is_known) as known,
        avg(spend) as mean_spend,
        var_pop(spend) as variance
    from binned
    group by feature, bin
),

explained as (
    select
        feature,
        sum(customers) as customers,
        sum(known) / sum(customers) as known_share,
        count(*) as bins,
        1
        - (sum(customers * variance) / nullif(sum(customers) - count(*), 0))
        / nullif(
            (
                sum(customers * variance)
                + sum(customers * mean_spend ** 2)
                - sum(customers * mean_spend) ** 2 / sum(customers)
            ) / nullif(sum(customers) - 1, 0),
            0
        ) as explained
    from bins
    group by feature
    having count(*) > 1
)

select
    explained.*,
    correlations.correlation
from explained
left join correlations using (feature)
-- Rounded: of two inputs that say the same, rounding of sums must not decide which comes first.
order by round(explained, 6) desc nulls last, feature
"""


def strengths_sql(warehouse: Warehouse) -> str:
    """Return the query of `strengths`, with the inputs that this mart has."""
    return STRENGTHS.format(
        rows=DRAWN,
        numbers=columns(inputs(warehouse, are_names=False), "double"),
        names=columns(inputs(warehouse, are_names=True), "varchar"),
        most=MOST_NAMES,
        tenths=TENTHS,
    )


def strengths(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return each input that varies, the strongest first.

    ``explained`` is the share of the variance of the spend that lies between its bins,
    ``correlation`` Spearman's (NULL for names), ``known_share`` of how many customers it is known.
    """
    return warehouse.query(strengths_sql(warehouse))
