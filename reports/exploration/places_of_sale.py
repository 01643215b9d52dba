"""Where people buy: stores and channels."""

from typing import Any

from dashboard.labels import CHANNELS
from data.formatting import counted, money
from reports.exploration.figures import named_bars
from reports.exploration.numbers import share
from reports.page import Part, Plot, Section, Table, Words
from reports.warehouse import Warehouse

SHOWN = 15

STORES = f"""
select
    store_id,
    sum(spend)::double as spend,
    (sum(spend) / nullif(sum(sum(spend)) over (), 0))::double as share,
    count(*) over () as stores
from marts.daily_sales
group by store_id
order by spend desc, store_id
limit {SHOWN}
"""

CHANNELS_USED = """
select
    channel,
    count(*) filter (where is_purchase) as orders,
    count(distinct customer_id) as customers,
    sum(amount)::double as spend,
    avg(amount) filter (where is_purchase)::double as mean_order
from intermediate.int_transactions
group by channel
order by spend desc, channel
"""

HABITS = """
select
    count(distinct store_id) as stores,
    count(*) as orders
from intermediate.int_transactions
where is_purchase and customer_id is not null
group by customer_id
"""

LOYALTY = f"""
with habits as ({HABITS})

select
    avg((stores = 1)::int) as one_store_share,
    median(stores) as stores_median,
    max(stores) as stores_most
from habits
"""


def places_of_sale(warehouse: Warehouse) -> Section:
    """Return the section."""
    return Section(
        "places",
        "Where people buy",
        [*_stores(warehouse), _channels(warehouse.query(CHANNELS_USED))],
    )


def _stores(warehouse: Warehouse) -> list[Part]:
    rows = warehouse.query(STORES)
    if len(rows) <= 1:
        return [Words("All sales are those of one store.")]
    shares = [row["share"] or 0 for row in rows]
    habit = warehouse.row(LOYALTY)
    words = (
        f"Half of the customers have bought in at most {habit['stores_median']:.0f} of them; the "
        f"most that one customer has been to is {habit['stores_most']:,}; "
        f"{share(habit['one_store_share'], 0)} know one store only."
        if habit["stores_median"] is not None
        else "No sale has a customer, so nobody's stores are known."
    )
    return [
        Plot(
            named_bars(
                [f"Store {row['store_id']}" for row in rows],
                shares,
                {"title": "Share of all spend", "tickformat": ".1%"},
                [f"{money(row['spend'])}, {100 * (row['share'] or 0):.1f} %" for row in rows],
            ),
            f"The largest of {counted(rows[0]['stores'], 'store')} by spend of all days; together "
            f"{100 * sum(shares):.0f} %. {words}",
            STORES,
        )
    ]


def _channels(rows: list[dict[str, Any]]) -> Part:
    if len(rows) == 1:
        only = rows[0]["channel"]
        is_named = only in CHANNELS and only != "other"
        name = CHANNELS[only].lower() if is_named else "through a channel of another kind"
        return Words(f"All sales were made {name}: there is no second channel.")
    total = sum(row["orders"] for row in rows)
    return Table(
        ["Channel", ">Orders", ">Share", ">Customers", ">Net spend", ">Average order"],
        [
            [
                CHANNELS.get(row["channel"], row["channel"]),
                f"{row['orders']:,}",
                f"{100 * row['orders'] / total:.1f} %" if total else "–",
                f"{row['customers']:,}",
                money(row["spend"]),
                money(row["mean_order"], 2),
            ]
            for row in rows
        ],
        "Orders of all days by channel, anonymous ones included.",
        CHANNELS_USED,
    )
