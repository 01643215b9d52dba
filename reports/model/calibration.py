"""Does what is said come about on average: spend, chance of a purchase, intervals, totals?"""

from collections.abc import Iterator
from typing import Any

from dashboard.figures import ORANGE
from dashboard.model import figures as model_figures
from dashboard.store.model import CALIBRATION, FORECAST_TOTALS, SEGMENTS
from data.formatting import counted, day, money, percent
from ml.interval import INTERVAL
from ml.model import MODEL_NAME
from ml.rules import HORIZON_DAYS
from reports.model.backtest import ENOUGH, nothing_tested, tests
from reports.model.dots import Dot, dots
from reports.page import Part, Plot, Section, Table, Words
from reports.warehouse import Warehouse, spelled_out

NAME, TITLE = "calibration", "Does what it says come about?"
NEAR = 0.05
GOAL = percent(INTERVAL)

LINE = f"""
select
    count(*) as forecasts,
    regr_slope(actual_spend_30d::double, predicted_spend_30d) as slope,
    regr_intercept(actual_spend_30d::double, predicted_spend_30d) as intercept
from marts.backtest_predictions
where model_name = '{MODEL_NAME}'
"""

BY_CHANCE = f"""
with tenths as (
    select
        purchase_probability_30d as probability,
        has_purchased_30d::int as bought,
        ntile(10) over (order by purchase_probability_30d desc, cutoff_date, customer_id) as decile
    from marts.backtest_predictions
    where
        model_name = '{MODEL_NAME}'
        and purchase_probability_30d is not null
)

select
    decile,
    count(*) as customers,
    avg(probability) as probability,
    avg(bought) as bought
from tenths
group by decile
order by decile
"""

COVERAGE = f"""
with fifths as (
    select
        ntile(5) over (
            partition by cutoff_date
            order by predicted_spend_30d desc, customer_id
        ) as fifth,
        predicted_spend_30d_low as low,
        predicted_spend_30d_high as high,
        actual_spend_30d::double as actual
    from marts.backtest_predictions
    where
        model_name = '{MODEL_NAME}'
        and predicted_spend_30d_low is not null
)

select
    fifth,
    count(*) as customers,
    avg((actual between low and high)::int) as held,
    avg((actual < low)::int) as below,
    avg((actual > high)::int) as above,
    avg(high - low) as width,
    min(low) as lowest_low,
    min(actual) as lowest_actual
from fifths
group by grouping sets ((fifth), ())
order by fifth nulls first
"""


def calibration(warehouse: Warehouse) -> Section:
    """Return the section."""
    if not tests(warehouse):
        return nothing_tested(NAME, TITLE)
    return Section(
        NAME,
        TITLE,
        [
            *_spend(warehouse),
            *_chance(warehouse),
            *_intervals(warehouse),
            *_totals(warehouse),
        ],
    )


def _spend(warehouse: Warehouse) -> Iterator[Part]:
    sql = spelled_out(CALIBRATION, model=MODEL_NAME, cutoff=None)
    rows = warehouse.query(sql)
    line = warehouse.row(LINE)
    if line["forecasts"] < ENOUGH:
        yield Words(
            f"{counted(line['forecasts'], 'forecast')} are too few to say whether high forecasts "
            "are too high, or for whom intervals hold: read the figures below as single cases."
        )
    elif line["slope"] is not None:
        yield Words(
            f"Between customers, {money(1)} more forecast went with {money(line['slope'], 2)} more "
            f"spent ({_slope_words(line['slope'])})."
        )
    yield Plot(
        model_figures.deciles(rows, "predicted", "actual", is_share=False),
        "Customers in tenths by their forecast, all tests together: bars of equal height mean "
        f"that forecasts can be added up. {_furthest(rows)}",
        sql,
    )


def _slope_words(slope: float) -> str:
    if abs(slope - 1) <= NEAR:
        return "as much as was said: high forecasts are neither too high nor too low"
    if slope < 1:
        return "less than was said: high forecasts are too high, low ones too low"
    return "more than was said: high forecasts are too low, low ones too high"


def _furthest(rows: list[dict[str, Any]]) -> str:
    """Return the tenth where forecast and outcome are furthest apart, in currency."""
    row = max(rows, key=lambda row: abs(row["predicted"] - row["actual"]))
    return (
        f"They are furthest apart in tenth {row['decile']}: {money(row['predicted'], 2)} forecast, "
        f"{money(row['actual'], 2)} spent."
    )


def _chance(warehouse: Warehouse) -> Iterator[Part]:
    rows = warehouse.query(BY_CHANCE)
    if not rows:
        yield Words("This model gives no chance of a purchase.")
        return
    row = max(rows, key=lambda row: abs(row["probability"] - row["bought"]))
    figure = model_figures.deciles(rows, "probability", "bought", is_share=True)
    figure.update_layout(xaxis={"title": "Tenth by chance of a purchase, 1 the highest"})
    yield Plot(
        figure,
        f"The chance of a purchase within {HORIZON_DAYS} days that was said, beside the share that "
        f"bought; all tests together. Furthest apart in tenth {row['decile']}: "
        f"{percent(row['probability'], 1)} said, {percent(row['bought'], 1)} bought.",
        BY_CHANCE,
    )


def _intervals(warehouse: Warehouse) -> Iterator[Part]:
    rows = warehouse.query(COVERAGE)
    if not rows or not rows[0]["customers"]:
        yield Words("This model gives no intervals.")
        return
    segments = [row for row in warehouse.query(SEGMENTS) if row["interval_coverage"] is not None]
    fifths = [(_fifth(row["fifth"]), row["held"], row["customers"]) for row in rows]
    groups = fifths + [
        (f"Segment {row['rfm_segment']}", row["interval_coverage"], row["predictions"])
        for row in sorted(segments, key=lambda row: row["interval_coverage"])
    ]
    figure = dots([("held", ORANGE, [_held(*group) for group in groups])], "Spend lay in it", ".0%")
    figure.add_vline(x=INTERVAL, line={"color": "#868e96", "dash": "dash"})
    yield Plot(
        figure,
        f"How often spend lay in the {GOAL} interval, with the 95 % interval of that share (as if "
        f"forecasts were independent); the goal is the dashed line. {_coverage_words(groups)}",
        COVERAGE + "\n" + SEGMENTS,
    )
    yield Table(
        ["Customers", ">Forecasts", ">Held", ">Spent less", ">Spent more", ">Mean width"],
        [
            [
                _fifth(row["fifth"]),
                f"{row['customers']:,}",
                percent(row["held"], 1),
                percent(row["below"], 1),
                percent(row["above"], 1),
                money(row["width"]),
            ]
            for row in rows
        ],
        f"The {GOAL} interval, all tests together, by fifth of the forecast. Below and above, "
        f"half of the rest each would be even{floor_words(rows[0])}.",
        COVERAGE,
    )


def floor_words(row: dict[str, Any]) -> str:
    """Return what lies below an interval that begins at 0; empty where none begins there.

    Args:
        row: ``lowest_low`` and ``lowest_actual`` of all customers, in currency.
    """
    if row["lowest_low"] != 0:
        return ""
    begins = f"; the interval of who may well buy nothing begins at {money(0)}, "
    if row["lowest_actual"] < 0:
        return begins + "and only who returned more than they bought lie below"
    return begins + "below which nothing lies"


def _fifth(number: int | None) -> str:
    if number is None:
        return "All customers"
    ends = {1: "Fifth with the highest forecasts", 5: "Fifth with the lowest forecasts"}
    return ends.get(number, f"Fifth number {number}")


def _held(name: str, share: float, count: int) -> Dot:
    reach = 1.96 * (share * (1 - share) / count) ** 0.5
    told = f"{percent(share, 1)} of {counted(count, 'forecast')}"
    return Dot(name, share, told, max(share - reach, 0), min(share + reach, 1))


def _coverage_words(groups: list[tuple[str, float, int]]) -> str:
    every, worst = groups[0], min(groups[1:], key=lambda group: group[1])
    if every[2] < ENOUGH:
        return f"Of all customers it held for {percent(every[1], 1)}."
    return (
        f"Of all customers it held for {percent(every[1], 1)}; least often for "
        f"“{worst[0]}”, {percent(worst[1], 1)}."
    )


def _totals(warehouse: Warehouse) -> Iterator[Part]:
    rows = warehouse.query(FORECAST_TOTALS)
    known = [row for row in rows if row["predicted_to_actual"] is not None]
    if not known:
        return
    worst = max(known, key=lambda row: abs(row["predicted_to_actual"] - 1))
    off = percent(abs(worst["predicted_to_actual"] - 1), 1)
    side = "too high" if worst["predicted_to_actual"] > 1 else "too low"
    forecast = next((row for row in rows if row["is_forecast"]), None)
    interval = (
        f" Of the newest, with its {GOAL} interval, nothing has happened yet."
        if forecast and forecast["predicted_spend_low"] is not None
        else ""
    )
    yield Plot(
        model_figures.totals(rows),
        f"What all customers together were forecast to spend in {HORIZON_DAYS} days, beside what "
        f"they spent. It was furthest off in the days from {day(worst['cutoff_date'])}: {off} "
        f"{side}.{interval}",
        FORECAST_TOTALS,
    )
