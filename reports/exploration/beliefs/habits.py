"""Beliefs about what, where and how people buy, at the same spend or number of orders."""

from collections.abc import Callable

import pandas as pd

from reports.exploration.beliefs import words
from reports.exploration.beliefs.belief import Belief
from reports.exploration.beliefs.effect import Effect, rank_correlation
from reports.exploration.newest import SPACED
from reports.exploration.numbers import signed


def _rows(habit: str, held: str) -> str:
    return f"""
with {SPACED}

select
    cutoff_date,
    {habit} as habit,
    {held} as held,
    future_spend_30d::double as spend
from spaced
where {habit} is not null
"""


PROMOTIONS = _rows("promo_spend_share_365d", "rfm_spend_90d::double")
CATEGORIES = _rows("category_count_365d", "rfm_spend_90d::double")
STORES = _rows("store_count_365d", "rfm_orders_365d")
CHANNELS = _rows(
    """(
        (channel_order_share_in_store_365d > 0)::int
        + (channel_order_share_web_365d > 0)::int
        + (channel_order_share_mobile_365d > 0)::int
        + (channel_order_share_other_365d > 0)::int
    )""",
    "rfm_orders_365d",
)
RETURNS = _rows("(rfm_returns_365d > 0)::int", "rfm_spend_90d::double")


def _held(sign: int) -> Callable[[pd.DataFrame], Effect | None]:
    return lambda rows: rank_correlation(rows["habit"], rows["spend"], sign, given=rows["held"])


def _split(least: float, low: str, high: str) -> Callable[[pd.DataFrame], str]:
    """Return what those below ``least`` spent, and the others: both before anything is held."""

    def said(rows: pd.DataFrame) -> str:
        few, many = rows[rows["habit"] < least], rows[rows["habit"] >= least]
        if few.empty or many.empty:
            return ""
        return f"As they come, {words.group(low, few)}; {words.group(high, many)}."

    return said


NEXT = "Partial rank correlation with the spend of the next 30 days, at the same"
SAME_SPEND = f"{NEXT} spend of the last 90 days,"
SAME_ORDERS = f"{NEXT} number of orders in a year,"

BELIEFS = (
    Belief(
        name="promotions",
        claim="Who buys much under promotions spends less than others with the same past spend.",
        reason="Bargain hunters come when there is a bargain.",
        test=f"{SAME_SPEND} of the share of a year's spend that was under a promotion; "
        "supported when below −0.1.",
        sql=PROMOTIONS,
        measured=_held(-1),
        sign=-1,
        called="Partial rank correlation",
        written=signed,
        contrast=words.ends(
            "habit",
            "As they come, the quarter with the smallest share under promotions",
            "the quarter with the largest",
        ),
        supported="Shares of lines and of spend under promotions are features.",
        unsupported="No rule is made of it. The shares under promotions are features; the model "
        "finds out what they are worth.",
        untestable="Nothing, or everything, was bought under a promotion, or fewer than 30 "
        "customers bought at all.",
    ),
    Belief(
        name="categories",
        claim="Who buys in more categories spends more than others with the same past spend.",
        reason="Whoever takes a whole basket here does not go elsewhere for the rest.",
        test=f"{SAME_SPEND} of the number of categories bought in a year; supported when above "
        "0.1.",
        sql=CATEGORIES,
        measured=_held(1),
        sign=1,
        called="Partial rank correlation",
        written=signed,
        contrast=words.ends(
            "habit",
            "As they come, the quarter with the fewest categories",
            "the quarter with the most",
        ),
        supported="The number of categories, their variety and their shares are features.",
        unsupported="Little is expected of categories beyond what past spend says. They are "
        "features all the same; the model finds out.",
        untestable="Fewer than 30 customers bought in a year, or all in as many categories.",
    ),
    Belief(
        name="stores",
        claim="Who goes to several stores spends more than others with as many orders.",
        reason="Several stores fit several occasions: a large basket here, fuel there.",
        test=f"{SAME_ORDERS} of the number of stores visited; supported when above 0.1.",
        sql=STORES,
        measured=_held(1),
        sign=1,
        called="Partial rank correlation",
        written=signed,
        contrast=_split(2, "those of one store", "those of several"),
        supported="The number of stores is a feature beside the home store.",
        unsupported="Little is expected of stores beyond what the number of orders says. They are "
        "features all the same; the model finds out.",
        untestable="Fewer than 30 customers bought in a year, or all in as many stores.",
    ),
    Belief(
        name="channels",
        claim="Who buys through several channels spends more than others with as many orders.",
        reason="“Omnichannel” customers are said to be the best ones.",
        test=f"{SAME_ORDERS} of the number of channels used; supported when above 0.1.",
        sql=CHANNELS,
        measured=_held(1),
        sign=1,
        called="Partial rank correlation",
        written=signed,
        contrast=_split(2, "those of one channel", "those of several"),
        supported="Shares of orders by channel are features.",
        unsupported="Little is expected of channels beyond what the number of orders says. Their "
        "shares are features all the same; the model finds out.",
        untestable="All customers use as many channels, or fewer than 30 bought in a year.",
    ),
    Belief(
        name="returns",
        claim="Who gave something back spends less than others with the same past spend.",
        reason="A return may be a disappointment.",
        test=f"{SAME_SPEND} of having returned something in a year (1) or not (0); "
        "supported when below −0.1.",
        sql=RETURNS,
        measured=_held(-1),
        sign=-1,
        called="Partial rank correlation",
        written=signed,
        contrast=_split(1, "those without a return", "those with one"),
        supported="Number and amount of returns are features.",
        unsupported="No alarm is made of a return. Number and amount of returns are features, and "
        "spend is net of them.",
        untestable="Nobody (or everybody) gave something back, or fewer than 30 customers.",
    ),
)
