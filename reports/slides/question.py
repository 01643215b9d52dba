"""What is asked, and why the answer is worth having."""

from data.formatting import counted, day, money, percent
from ml.model import MODEL_NAME
from reports.facts import scope
from reports.page import Cards, Words
from reports.slides.slide import Slide
from reports.slides.words import in_short, spelled
from reports.warehouse import Warehouse

FORECAST = """
with found as (
    select
        count(*) as customers,
        sum(predicted_spend_30d) as expected,
        max(cutoff_date) as cutoff_date
    from marts.customer_predictions
),

total as (
    select
        max(predicted_spend_low) as low,
        max(predicted_spend_high) as high
    from marts.forecast_totals
    where is_forecast
)

select * from found, total
"""

OFF = f"""
select
    count(*) as cutoffs,
    avg(mae) as mae,
    max(abs(predicted_to_actual - 1)) as total_off
from marts.model_metrics
where model_name = '{MODEL_NAME}'
"""

AT_STAKE = """
with endangered as (
    select
        customer_id,
        max(spend_at_stake) as at_stake
    from marts.customers_to_act_on
    where reason in ('falling', 'overdue')
    group by customer_id
)

select
    count(*) as customers,
    coalesce(sum(at_stake), 0)::double as at_stake
from endangered
"""

STOCKED = """
select
    member,
    predicted_spend_30d as expected
from marts.forecast_breakdown
where
    dimension = 'category'
    and member <> 'unknown'
order by predicted_spend_30d desc, member
limit 1
"""


def opening(warehouse: Warehouse) -> Slide:
    """Return the first slide: the question, and the answer in a line."""
    found, off = warehouse.row(FORECAST), warehouse.row(OFF)
    told = (
        f"spend30 expects {money(found['expected'])} from "
        f"{counted(found['customers'], 'customer')} in the 30 days from "
        f"{day(found['cutoff_date'])}."
    )
    return Slide(
        "question",
        "How much will each customer spend in the next 30 days?",
        [Words(told), Words(_trust(off))],
        [
            "This is spend30: dbt models in DuckDB turn a retailer's raw sales into features and "
            "a target, and a model tells what each customer will spend in the next 30 days.",
            f"All figures on these slides come from one warehouse: {scope(warehouse)}",
            f"The model is {warehouse.manifest['model_id']}. Every figure here is written by "
            "make report from queries; none was typed.",
        ],
        look="opening",
    )


def _trust(off: dict) -> str:
    if not off["cutoffs"]:
        return "The history is too short to test a model: a simple rule answers for now."
    told = (
        f"Tested on {counted(off['cutoffs'], 'past window')} of 30 days: off by "
        f"{money(off['mae'], 2)} a customer on average"
    )
    if off["total_off"] is None:
        return f"{told}."
    return f"{told}, by {percent(off['total_off'], 1)} at most in total."


def decisions(warehouse: Warehouse) -> Slide:
    """Return what somebody does otherwise with a forecast than without."""
    forecast, at_stake = warehouse.row(FORECAST), warehouse.row(AT_STAKE)
    stocked = warehouse.query(STOCKED)
    cards = [
        ("Whom to call", *_called(at_stake)),
        ("What revenue to plan", money(forecast["expected"]), _range(forecast)),
    ]
    if stocked:
        about = f"expected in {in_short(stocked[0]['member'], 16)}, the largest category"
        cards.insert(1, ("What to stock", money(stocked[0]["expected"]), about))
    return Slide(
        "decisions",
        f"A forecast for each customer serves {spelled(len(cards))} decisions",
        [Cards(cards)],
        [
            "Without a forecast, all customers get the same mailing, stock follows last month, "
            "and the plan follows a feeling.",
            f"{counted(at_stake['customers'], 'customer')} spend less than they used to, "
            "or stay away for longer than their own gaps between purchases. The lists name them, "
            "the most at stake first.",
            "The same forecasts add up by category for whoever orders goods, and over all "
            "customers for whoever plans revenue.",
            "They are associations: the forecast says whom to look at, not what a call brings.",
        ],
    )


def _called(at_stake: dict) -> tuple[str, str]:
    if not at_stake["customers"]:
        return "Nobody", "falls or stays away at present"
    less = f"{money(at_stake['at_stake'])} less than usual"
    return counted(at_stake["customers"], "customer"), f"falling or staying away: {less}"


def _range(forecast: dict) -> str:
    if forecast["high"] is None:
        return f"in the 30 days from {day(forecast['cutoff_date'])}"
    return f"80 % interval: {money(forecast['low'])} to {money(forecast['high'])}"
