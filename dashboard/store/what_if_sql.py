"""The query behind the what-if form: a customer's features after some of them were changed.

``before`` is the customer as she is, ``asked`` has the inputs in their place, ``ordered`` and
``spent`` the windows between those, ``followed`` what depends on windows and recency
(`what_if_rules_sql`). Nothing moves where nothing was changed.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.store.what_if_rules_sql import fade_parameters, followed, moved

# The windows that are inputs; 0 stands for none.
EDGES = (0, 30, 90, 365)
# The other windows of the mart, and the two inputs between which each of them lies.
BETWEEN = {
    7: (0, 30), 60: (30, 90), 120: (90, 365), 180: (90, 365), 270: (90, 365)
}  # fmt: skip
WINDOWS = tuple(sorted({*EDGES[1:], *BETWEEN}))
NEWEST = "(select max(cutoff_date) from marts.customer_features)"


def features_query(replaced: list[str]) -> str:
    """Return the query, whose parameters `parameters` returns, for these inputs."""
    inputs = ", ".join(f"$new_{name} as {name}" for name in replaced)
    orders = ", ".join(f"{_orders_between(days)} as rfm_orders_{days}d" for days in BETWEEN)
    spend = ", ".join(f"{_spend_between(days)} as rfm_spend_{days}d" for days in BETWEEN)
    return f"""
        with before as materialized (
            select * exclude (future_spend_30d, future_orders_30d)
            from marts.customer_features
            where customer_id = $customer_id and cutoff_date = {NEWEST}
        ),
        asked as (
            select *{f" replace ({inputs})" if inputs else ""} from before
        ),
        ordered as (
            select
                asked.* replace (
                    {orders},
                    asked.rfm_orders_all + asked.rfm_orders_365d - before.rfm_orders_365d
                        as rfm_orders_all,
                    asked.rfm_spend_all + asked.rfm_spend_365d - before.rfm_spend_365d
                        as rfm_spend_all
                )
            from asked
            cross join before
        ),
        spent as materialized (
            select ordered.* replace ({spend})
            from ordered
            cross join before
        ),
        moved as materialized (
            select {", ".join(moved(WINDOWS))}
            from spent
            cross join before
        ),
        followed as (
            select spent.* replace ({", ".join(followed())})
            from spent
            cross join before
            cross join moved
        ),
        scored as (
            select
                followed.* replace (
                    {_score("recency", "rfm_recency_days", ">=")},
                    {_score("frequency", "rfm_orders_365d", "<=")},
                    {_score("monetary", "rfm_spend_365d", "<=")}
                )
            from followed
        )
        select scored.* replace (segments.rfm_segment as rfm_segment)
        from scored
        inner join marts.rfm_segments as segments
            using (rfm_recency_score, rfm_frequency_score, rfm_monetary_score)
        """


def parameters(customer_id: str, inputs: Mapping[str, float]) -> dict[str, Any]:
    """Return the parameters of the query: the customer, new values of inputs, how sales fade."""
    new = {f"new_{name}": value for name, value in inputs.items()}
    return {"customer_id": customer_id, **new, **fade_parameters(WINDOWS)}


def _score(score: str, measure: str, comparison: str) -> str:
    """Return SQL of the score that today's customers with such a value have."""
    # Not compared with the row's own value: that would join the row with all customers.
    return f"""
        coalesce(
            (select max(rfm_{score}_score) from marts.customer_features
             where cutoff_date = {NEWEST}
             and {measure} {comparison} (select spent.{measure} from spent)), 1
        ) as rfm_{score}_score"""


def _orders_between(days: int) -> str:
    """Return SQL of the orders of a window between two inputs.

    They take as large a part of the orders between those as they took before, where recency and
    tenure allow it.
    """
    shorter, longer = BETWEEN[days]
    asked, before = (_ends(table, "orders", days) for table in ("asked", "before"))
    own = f"before.rfm_orders_{days}d"
    part = (
        f"coalesce(({own} - {before[0]}) / nullif({before[1]} - {before[0]}, 0),"
        f" {(days - shorter) / (longer - shorter)})"
    )
    # The first purchase lies in the longer window, but not in this one.
    most = f"case when asked.rfm_tenure_days <= {longer} then {asked[1]} - 1 else {asked[1]} end"
    inside = f"round({asked[0]} + {part} * ({asked[1]} - {asked[0]}))"
    return f"""(
        case
            when {_unmoved("orders", days)} and asked.rfm_recency_days = before.rfm_recency_days
                then {own}
            when asked.rfm_recency_days > {days} then 0
            when asked.rfm_tenure_days <= {days} then {asked[1]}
            else greatest(1, {asked[0]}, least({most}, {inside}))
        end
    )::bigint"""


def _spend_between(days: int) -> str:
    """Return SQL of the spend of such a window: nothing is spent where no order lies."""
    orders = f"ordered.rfm_orders_{days}d"
    of_orders = _ends("ordered", "orders", days)
    asked, before = (_ends(table, "spend", days) for table in ("ordered", "before"))
    by_orders = f"({orders} - {of_orders[0]}) / nullif({of_orders[1]} - {of_orders[0]}, 0)"
    by_spend = (
        f"(before.rfm_spend_{days}d - {before[0]})"
        f" / nullif(greatest({before[1]} - {before[0]}, 0), 0)"
    )
    return f"""(
        case
            when {_unmoved("spend", days)} and {orders} = before.rfm_orders_{days}d
                then before.rfm_spend_{days}d
            when {orders} = {of_orders[0]} then {asked[0]}
            when {orders} = {of_orders[1]} then {asked[1]}
            else {asked[0]} + ({asked[1]} - {asked[0]}) * case
                when before.rfm_orders_{days}d > {_ends("before", "orders", days)[0]}
                    then least(greatest(coalesce({by_spend}, {by_orders}), 0), 1)
                else {by_orders}
            end
        end
    )::decimal(18, 2)"""


def _ends(table: str, what: str, days: int) -> tuple[str, str]:
    """Return SQL of the shorter and the longer input around a window."""
    shorter, longer = BETWEEN[days]
    return f"{table}.rfm_{what}_{shorter}d" if shorter else "0", f"{table}.rfm_{what}_{longer}d"


def _unmoved(what: str, days: int) -> str:
    table = "asked" if what == "orders" else "ordered"
    now, before = _ends(table, what, days), _ends("before", what, days)
    return f"{now[0]} = {before[0]} and {now[1]} = {before[1]}"
