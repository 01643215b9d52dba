"""The query behind the what-if form: a customer's features after some of them were changed.

``before`` is the customer as she is, ``asked`` has the inputs in their place, ``spread`` what the
windows between them follow by, ``followed`` all that depends on those. Every rule adds a change to
what was, or multiplies it, so that nothing moves where nothing was changed.
"""

from itertools import pairwise

# The windows that are inputs; the others of the mart lie between two of them.
EDGES = (0, 7, 30, 90, 180, 365)
BETWEEN = {60: (30, 90), 120: (90, 180), 270: (180, 365)}
HALF_LIVES = (14, 30, 60, 90, 180)
# Recent days, and all days of the comparison, as in the model int_features__trend.
TRENDS = ((30, 120), (90, 180))
GAPS = ("median", "p90", "max")
DAY_SPEND = ("rhythm_day_spend_median", "rhythm_day_spend_std", "rhythm_last_day_spend")
BLOCK_SPEND = (
    *(f"block_week_spend_{what}_26w" for what in ("median", "p25", "p75", "std", "max")),
    *(f"block_4_weeks_spend_{what}_24w" for what in ("median", "std")),
)


def features_query(replaced: list[str]) -> str:
    """Return the query; its parameters are $customer_id and $new_<name> of each input replaced."""
    inputs = ", ".join(f"$new_{name} as {name}" for name in replaced)
    windows = [
        f"{_interpolated(what, days)} as rfm_{what}_{days}d"
        for what in ("orders", "spend")
        for days in BETWEEN
    ]
    return f"""
        with today as (
            select * exclude (future_spend_30d, future_orders_30d)
            from marts.customer_features
            where cutoff_date = (select max(cutoff_date) from marts.customer_features)
        ),
        before as (
            select * from today
            where customer_id = $customer_id
        ),
        asked as (
            select * replace ({inputs}) from before
        ),
        spread as (
            select
                asked.* replace (
                    {", ".join(windows)},
                    asked.rfm_orders_all + asked.rfm_orders_365d - before.rfm_orders_365d
                        as rfm_orders_all,
                    asked.rfm_spend_all + asked.rfm_spend_365d - before.rfm_spend_365d
                        as rfm_spend_all,
                    (asked.rfm_spend_365d + asked.rfm_return_amount_365d)
                        / nullif(asked.rfm_orders_365d, 0) as rfm_average_order_value_365d,
                    greatest(
                        least(asked.rfm_active_days_365d, asked.rfm_orders_365d),
                        least(asked.rfm_orders_365d, 1)
                    ) as rfm_active_days_365d
                )
            from asked
            cross join before
        ),
        followed as (
            select spread.* replace ({", ".join(_followed())})
            from spread
            cross join before
        ),
        scored as (
            select
                followed.* replace (
                    followed.rfm_recency_days / followed.rhythm_gap_days_median
                        as rhythm_recency_to_gap,
                    coalesce(
                        (select max(rfm_recency_score) from today
                         where today.rfm_recency_days >= followed.rfm_recency_days), 1
                    ) as rfm_recency_score,
                    coalesce(
                        (select max(rfm_frequency_score) from today
                         where today.rfm_orders_365d <= followed.rfm_orders_365d), 1
                    ) as rfm_frequency_score,
                    coalesce(
                        (select max(rfm_monetary_score) from today
                         where today.rfm_spend_365d <= followed.rfm_spend_365d), 1
                    ) as rfm_monetary_score
                )
            from followed
        )
        select scored.* replace (segments.rfm_segment as rfm_segment)
        from scored
        inner join marts.rfm_segments as segments
            using (rfm_recency_score, rfm_frequency_score, rfm_monetary_score)
        """


def _followed() -> list[str]:
    """Return `expression as column` of all that follows from the windows and the recency."""
    per_order = (
        "coalesce(spread.rfm_average_order_value_365d"
        " / nullif(before.rfm_average_order_value_365d, 0), 1)"
    )
    return [
        *(_faded(what, half_life) for what in ("orders", "spend") for half_life in HALF_LIVES),
        _rate("365d", "least(greatest(spread.rfm_tenure_days, 30), 365)"),
        _rate("all", "greatest(spread.rfm_tenure_days, 30)"),
        "greatest(before.rfm_active_days_all + spread.rfm_active_days_365d"
        " - before.rfm_active_days_365d, 1) as rfm_active_days_all",
        *(_trend(what, *days) for what in ("orders", "spend") for days in TRENDS),
        f"{_gap('rfm_gap_days_mean')} as rfm_gap_days_mean",
        f"{_scaled_gap('rfm_gap_days_std')} as rfm_gap_days_std",
        *(
            f"greatest({_gap(f'rhythm_gap_days_{what}')}, case when"
            " spread.rfm_recency_days < spread.rfm_tenure_days then 1 end)"
            f" as rhythm_gap_days_{what}"
            for what in GAPS
        ),
        *(f"{_typed(name, f'spread.{name} * {per_order}')} as {name}" for name in DAY_SPEND),
        *(f"{_typed(name, _scaled_block(name))} as {name}" for name in BLOCK_SPEND),
        "case when spread.rfm_orders_180d > 0 or before.rfm_orders_180d = 0"
        " then spread.block_week_active_share_26w else 0 end as block_week_active_share_26w",
    ]


def _interpolated(what: str, days: int) -> str:
    """Return SQL of a window between two inputs: the changes of both, each by its nearness."""
    shorter, longer = (f"rfm_{what}_{edge}d" for edge in BETWEEN[days])
    first, last = BETWEEN[days]
    name = f"rfm_{what}_{days}d"
    moved = (
        f"before.{name} + (asked.{shorter} - before.{shorter}) * {(last - days) / (last - first)}"
        f" + (asked.{longer} - before.{longer}) * {(days - first) / (last - first)}"
    )
    inside = (
        f"greatest(least(asked.{shorter}, asked.{longer}),"
        f" least(greatest(asked.{shorter}, asked.{longer}), {moved}))"
    )
    return (
        f"case when asked.{shorter} = before.{shorter} and asked.{longer} = before.{longer}"
        f" then before.{name}"
        f" else {f'round({inside})' if what == 'orders' else inside} end"
    )


def _faded(what: str, half_life: int) -> str:
    """Return SQL of what fades: the change between two windows fades from their middle."""
    change = " + ".join(
        f"({_within('spread', what, first, last)} - {_within('before', what, first, last)})"
        f" * power(0.5, {(first + last) / 2} / {half_life})"
        for first, last in pairwise(EDGES)
    )
    name = f"rfm_{what}_half_life_{half_life}d"
    moved = f"spread.{name} + ({change})"
    return f"{f'greatest({moved}, 0)' if what == 'orders' else moved} as {name}"


def _within(table: str, what: str, first: int, last: int) -> str:
    newer = f" - {table}.rfm_{what}_{first}d" if first else ""
    return f"({table}.rfm_{what}_{last}d{newer})"


def _rate(window: str, days: str) -> str:
    name = f"rfm_spend_{window}"
    return (
        f"spread.rfm_spend_rate_{window} + (spread.{name} - before.{name}) * 30 / {days}"
        f" as rfm_spend_rate_{window}"
    )


def _trend(what: str, recent: int, whole: int) -> str:
    """Return SQL of a ratio of daily rates, NULL where the mart has none."""
    earlier = f"(spread.rfm_{what}_{whole}d - spread.rfm_{what}_{recent}d)"
    days = f"least({whole - recent}, spread.rfm_tenure_days - {recent})"
    return (
        f"case when {days} >= 30 and {earlier} > 0"
        f" then (spread.rfm_{what}_{recent}d / {recent}) / ({earlier} / {days}) end"
        f" as trend_{what}_ratio_{recent}d"
    )


def _gap(name: str) -> str:
    """Return SQL of a gap that stretches with the time between the first and last purchase."""
    stretch = "spread.rfm_tenure_days - spread.rfm_recency_days"
    return (
        "case when spread.rfm_recency_days < spread.rfm_tenure_days"
        f" then coalesce({_stretched(name)}, {stretch}) end"
    )


def _scaled_gap(name: str) -> str:
    """Return SQL of the same, NULL where it was."""
    return f"case when spread.rfm_recency_days < spread.rfm_tenure_days then {_stretched(name)} end"


def _stretched(name: str) -> str:
    return (
        f"spread.{name} * (spread.rfm_tenure_days - spread.rfm_recency_days)"
        " / nullif(spread.rfm_tenure_days - before.rfm_recency_days, 0)"
    )


def _typed(name: str, expression: str) -> str:
    """Return SQL with the type of the mart: what is no average there is money to the cent."""
    is_exact = name in ("rhythm_last_day_spend", "block_week_spend_max_26w")
    return f"({expression})::decimal(18, 2)" if is_exact else expression


def _scaled_block(name: str) -> str:
    """Return SQL of a block's spend, in the ratio of the spend of 180 days, where there was any."""
    return (
        f"case when before.rfm_spend_180d > 0 then spread.{name}"
        " * greatest(spread.rfm_spend_180d / before.rfm_spend_180d, 0)"
        f" else spread.{name} end"
    )
