"""What follows from changed windows, recency and shares, as SQL over ``spent`` and ``before``.

Either an identity of the mart (average order, mean gap, rates, trends), or a change that is added
to what was, or a ratio by which what was is multiplied. What many columns need stands once, in
``moved``: a query of one row is as slow as it is long.
"""

from itertools import pairwise

HALF_LIVES = (14, 30, 60, 90, 180)
# Recent days, and all days of the comparison, as in the model int_features__trend.
TRENDS = ((30, 120), (90, 180))
GAPS = ("median", "p90", "max")
CHANNELS = ("in_store", "web", "mobile", "other")
DAY_SPEND = ("rhythm_day_spend_median", "rhythm_day_spend_std", "rhythm_last_day_spend")
BLOCK_SPEND = (
    *(f"block_week_spend_{what}_26w" for what in ("median", "p25", "p75", "std", "max")),
    *(f"block_4_weeks_spend_{what}_24w" for what in ("median", "std")),
)
# Of a share: the mart has none where there is no order.
WITH_ORDERS = "case when spent.rfm_orders_365d > 0 then"
SPAN = "(spent.rfm_tenure_days - spent.rfm_recency_days)"


def moved(windows: tuple[int, ...]) -> list[str]:
    """Return `expression as name` of what the rules share; ``windows`` are those of the mart.

    ``orders_now``, ``orders_was``, ``spend_now``, ``spend_was``: between each window and the next
    shorter one. ``average``, ``per_order`` (ratio), ``by_block`` (ratio), ``active_days_365d`` and
    ``_all``, ``mean_gap`` (days, NULL with one purchase day), ``by_gap`` (ratio).
    """
    return [
        *(
            f"{_steps(table, what, windows)} as {what}_{when}"
            for what in ("orders", "spend")
            for table, when in (("spent", "now"), ("before", "was"))
        ),
        "(spent.rfm_spend_365d + spent.rfm_return_amount_365d)"
        " / nullif(spent.rfm_orders_365d, 0) as average",
        "coalesce(average / nullif(before.rfm_average_order_value_365d, 0), 1) as per_order",
        "case when before.rfm_spend_180d > 0"
        " then greatest(spent.rfm_spend_180d / before.rfm_spend_180d, 0) else 1 end as by_block",
        f"{_active_days('365d')} as active_days_365d",
        f"{_active_days('all')} as active_days_all",
        # From the first to the last purchase, over the days with one less 1.
        f"{SPAN} / nullif(active_days_all - 1, 0) as mean_gap",
        "mean_gap / nullif(before.rfm_gap_days_mean, 0) as by_gap",
    ]


def followed() -> list[str]:
    """Return `expression as column` of all that follows."""
    return [
        "moved.average as rfm_average_order_value_365d",
        "moved.active_days_365d as rfm_active_days_365d",
        "moved.active_days_all as rfm_active_days_all",
        *(
            f"{_faded(what, half_life)} as rfm_{what}_half_life_{half_life}d"
            for what in ("orders", "spend")
            for half_life in HALF_LIVES
        ),
        _rate("365d", "least(greatest(spent.rfm_tenure_days, 30), 365)"),
        _rate("all", "greatest(spent.rfm_tenure_days, 30)"),
        *(_trend(what, *days) for what in ("orders", "spend") for days in TRENDS),
        "moved.mean_gap as rfm_gap_days_mean",
        f"case when {SPAN} > 0 then spent.rfm_gap_days_std * moved.by_gap end as rfm_gap_days_std",
        *(f"{_gap(f'rhythm_gap_days_{what}')} as rhythm_gap_days_{what}" for what in GAPS),
        f"spent.rfm_recency_days / {_gap('rhythm_gap_days_median')} as rhythm_recency_to_gap",
        *(f"{_scaled(name, 'per_order')} as {name}" for name in DAY_SPEND),
        *(f"{_scaled(name, 'by_block')} as {name}" for name in BLOCK_SPEND),
        "case when spent.rfm_orders_180d > 0 or before.rfm_orders_180d = 0"
        " then spent.block_week_active_share_26w else 0 end as block_week_active_share_26w",
        *(
            f"{WITH_ORDERS} spent.channel_order_share_{channel}_365d end"
            f" as channel_order_share_{channel}_365d"
            for channel in CHANNELS
        ),
        f"{WITH_ORDERS} {_top_channel()} end as channel_top_365d",
        f"{WITH_ORDERS} spent.promo_spend_share_365d end as promo_spend_share_365d",
        f"{WITH_ORDERS} {_promo_lines()} end as promo_line_share_365d",
    ]


def _steps(table: str, what: str, windows: tuple[int, ...]) -> str:
    steps = [
        f"{table}.rfm_{what}_{last}d" + (f" - {table}.rfm_{what}_{first}d" if first else "")
        for first, last in pairwise((0, *windows))
    ]
    return f"[{', '.join(steps)}]::double[]"


def _active_days(window: str) -> str:
    """Return SQL of the days with a purchase: as many to an order as before, and possible ones."""
    orders, was = f"spent.rfm_orders_{window}", f"before.rfm_orders_{window}"
    moved = f"round(before.rfm_active_days_{window} * {orders} / nullif({was}, 0))"
    is_seen = "spent.rfm_tenure_days <= 365" if window == "365d" else "true"
    least = f"case when {SPAN} > 0 and {is_seen} then 2 else 1 end"
    days = "least(spent.rfm_tenure_days, 365)" if window == "365d" else "spent.rfm_tenure_days"
    return f"""(
        case
            when {orders} = 0 then 0
            when {orders} = {was} and spent.rfm_recency_days = before.rfm_recency_days
                then before.rfm_active_days_{window}
            else greatest(
                {least},
                least(coalesce({moved}, 1), {orders}, {days} - spent.rfm_recency_days + 1)
            )
        end
    )::bigint"""


def _faded(what: str, half_life: int) -> str:
    """Return SQL of what fades: the change between two windows fades from their middle.

    Never less or more than if all between two windows had happened on its last or first day, nor
    more than if everything had happened on the day of the last purchase.
    """
    name = f"rfm_{what}_half_life_{half_life}d"
    now, was = f"moved.{what}_now", f"moved.{what}_was"
    first, middle, last = (f"$fade_{end}_{half_life}" for end in ("first", "middle", "last"))
    older = (
        f"greatest(spent.rfm_{what}_all - spent.rfm_{what}_365d, 0) * {0.5 ** (365 / half_life)}"
    )
    # Returns may have come at other times than what they reduce.
    slack = "spent.rfm_return_amount_365d" if what == "spend" else "0"
    return f"""
        case
            when {now} = {was} and spent.rfm_recency_days = before.rfm_recency_days
                then before.{name}
            else greatest(
                list_dot_product({now}, {last}) - {slack},
                least(
                    list_dot_product({now}, {first}) + {older} + {slack},
                    (spent.rfm_{what}_all + {slack})
                        * power(0.5, spent.rfm_recency_days / {half_life}),
                    before.{name} + list_dot_product({now}, {middle})
                        - list_dot_product({was}, {middle})
                )
            )
        end"""


def fade_parameters(windows: tuple[int, ...]) -> dict[str, list[float]]:
    """Return $fade_first, $fade_middle and $fade_last of each half-life.

    They say what is left of an order on the first, middle and last day between each window and the
    next shorter one. As parameters they cost nothing; written out, they took half of the time.
    """
    steps = list(pairwise((0, *windows)))
    ages = {
        "first": [first for first, _ in steps],
        "middle": [(first + last) / 2 for first, last in steps],
        "last": [last for _, last in steps],
    }
    return {
        f"fade_{end}_{half_life}": [0.5 ** (age / half_life) for age in of_end]
        for end, of_end in ages.items()
        for half_life in HALF_LIVES
    }


def _rate(window: str, days: str) -> str:
    name = f"rfm_spend_{window}"
    return (
        f"spent.rfm_spend_rate_{window} + (spent.{name} - before.{name}) * 30 / {days}"
        f" as rfm_spend_rate_{window}"
    )


def _trend(what: str, recent: int, whole: int) -> str:
    """Return SQL of a ratio of daily rates, NULL where the mart has none."""
    earlier = f"(spent.rfm_{what}_{whole}d - spent.rfm_{what}_{recent}d)"
    days = f"least({whole - recent}, spent.rfm_tenure_days - {recent})"
    return (
        f"case when {days} >= 30 and {earlier} > 0"
        f" then (spent.rfm_{what}_{recent}d / {recent}) / ({earlier} / {days}) end"
        f" as trend_{what}_ratio_{recent}d"
    )


def _gap(name: str) -> str:
    """Return SQL of a gap in the ratio of the mean one, which it is where there was none."""
    gap = (
        f"case when {SPAN} > 0"
        f" then greatest(coalesce(spent.{name} * moved.by_gap, moved.mean_gap), 1) end"
    )
    return f"round({gap})::bigint" if name.endswith("max") else f"({gap})"


def _scaled(name: str, ratio: str) -> str:
    """Return SQL of the product, with the type of the mart: what is no average there is exact."""
    is_exact = name in ("rhythm_last_day_spend", "block_week_spend_max_26w")
    return f"(spent.{name} * moved.{ratio})" + ("::decimal(18, 2)" if is_exact else "")


def _top_channel() -> str:
    """Return SQL of the channel with most orders; ties go to the first of the alphabet."""
    shares = [f"spent.channel_order_share_{channel}_365d" for channel in CHANNELS]
    unmoved = " and ".join(
        f"spent.{name} is not distinct from before.{name}"
        for name in (f"channel_order_share_{channel}_365d" for channel in CHANNELS)
    )
    whens = " ".join(
        f"when spent.channel_order_share_{channel}_365d = greatest({', '.join(shares)})"
        f" then '{channel}'"
        for channel in sorted(CHANNELS)
    )
    return f"case when {unmoved} then before.channel_top_365d {whens} end"


def _promo_lines() -> str:
    """Return SQL of the share of lines: as far from 0 or 1 as that of spend has come."""
    share, was, lines = (
        "spent.promo_spend_share_365d",
        "before.promo_spend_share_365d",
        "before.promo_line_share_365d",
    )
    return f"""
        case
            when {share} is not distinct from {was} then {lines}
            when {share} < {was} then {lines} * {share} / {was}
            else 1 - (1 - {lines}) * (1 - {share}) / (1 - {was})
        end"""
