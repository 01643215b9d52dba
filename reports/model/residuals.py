"""What is left over: how errors are spread, and whether the same customers are missed again."""

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, ORANGE, styled
from data.formatting import counted, currency, money, number, percent
from ml.model import MODEL_NAME
from reports.model.backtest import ENOUGH, nothing_tested, tests
from reports.page import Cards, Part, Plot, Section, Words
from reports.warehouse import Warehouse

NAME, TITLE = "residuals", "What is left over"
NOTICEABLE = 0.1

RESIDUALS = f"""
with residuals as (
    select
        cutoff_date,
        customer_id,
        predicted_spend_30d as predicted,
        actual_spend_30d::double as actual,
        predicted_spend_30d - actual_spend_30d::double as residual
    from marts.backtest_predictions
    where model_name = '{MODEL_NAME}'
)
"""

# The normal distribution leaves 0.27 % beyond three standard deviations.
SPREAD = f"""{RESIDUALS},

scaled as (
    select
        *,
        stddev_pop(residual) over () as std,
        percent_rank() over (order by abs(residual) desc) as place
    from residuals
)

select
    count(*) as forecasts,
    avg(residual) as mean,
    median(residual) as median,
    any_value(std) as std,
    kurtosis(residual) as excess_kurtosis,
    quantile_cont(abs(residual), 0.5) as half,
    quantile_cont(abs(residual), 0.9) as nine_in_ten,
    max(abs(residual)) as largest,
    avg((abs(residual) > 3 * std)::int) as beyond_three,
    sum(power(residual, 2)) filter (where place <= 0.01) / nullif(sum(power(residual, 2)), 0)
        as share_of_the_largest
from scaled
"""

HISTOGRAM = f"""{RESIDUALS},

bounds as (
    select
        quantile_cont(residual, 0.01) as low,
        quantile_cont(residual, 0.99) as high
    from residuals
),

binned as (
    select
        low + (high - low) / 60 * least(
            floor(60 * (greatest(least(residual, high), low) - low) / nullif(high - low, 0)), 59
        ) as bin_from,
        (high - low) / 60 as width
    from residuals
    cross join bounds
)

select
    bin_from,
    any_value(width) as width,
    count(*) as forecasts
from binned
where bin_from is not null
group by bin_from
order by bin_from
"""

BY_FORECAST = f"""{RESIDUALS},

ranked as (
    select
        *,
        ntile(20) over (order by predicted, cutoff_date, customer_id) as place
    from residuals
)

select
    place,
    count(*) as forecasts,
    avg(predicted) as predicted,
    avg(residual) as mean,
    quantile_cont(residual, 0.1) as low,
    quantile_cont(residual, 0.9) as high
from ranked
group by place
order by place
"""

AGAIN = f"""{RESIDUALS}

select
    count(*) as pairs,
    corr(earlier.residual, later.residual) as correlation,
    avg((sign(earlier.residual) = sign(later.residual))::int) as same_side
from residuals as earlier
inner join residuals as later
    on earlier.customer_id = later.customer_id
    and later.cutoff_date = (
        select min(cutoff_date) from residuals where cutoff_date > earlier.cutoff_date
    )
"""


def residuals(warehouse: Warehouse) -> Section:
    """Return the section."""
    if not tests(warehouse):
        return nothing_tested(NAME, TITLE)
    spread = warehouse.row(SPREAD)
    return Section(
        NAME,
        TITLE,
        [
            Words("An error is the forecast less what was spent: above 0, too much was said."),
            _cards(spread),
            Words(tail_words(spread)),
            *_histogram(warehouse),
            *_by_forecast(warehouse),
            *_again(warehouse),
        ],
    )


def _cards(row: dict[str, Any]) -> Cards:
    return Cards(
        [
            ("Mean error", money(row["mean"], 2), "of the expected spend, per customer"),
            ("Half of all errors", money(row["half"], 2), "at most, in either direction"),
            ("Nine in ten", money(row["nine_in_ten"], 2), "at most, in either direction"),
            ("Largest error", money(row["largest"]), f"of {counted(row['forecasts'], 'forecast')}"),
        ],
        SPREAD,
    )


def tail_words(row: dict[str, Any]) -> str:
    """Return how heavy the tail of the errors is, and how much of the squared error it makes."""
    beyond, share = row["beyond_three"], row["share_of_the_largest"]
    if not row["std"] or share is None:
        return "All errors are alike."
    if row["forecasts"] < ENOUGH:
        return f"{counted(row['forecasts'], 'error')} are too few to say anything of their tail."
    normal = 0.0027
    shape = (
        f"The tail is heavy: {percent(beyond, 2)} of the errors lie beyond three standard "
        f"deviations, where a normal distribution has {percent(normal, 2)}."
        if beyond > 2 * normal
        else f"The tail is no heavier than usual: {percent(beyond, 2)} of the errors lie beyond "
        f"three standard deviations; a normal distribution has {percent(normal, 2)}."
    )
    decides = (
        "so few forecasts decide much of RMSE and R²"
        if share > NOTICEABLE
        else "so no handful of forecasts decides RMSE and R²"
    )
    return (
        f"{shape} The hundredth of the forecasts with the largest errors makes {percent(share)} of "
        f"all squared error, {decides}."
    )


def _histogram(warehouse: Warehouse) -> Iterator[Part]:
    rows = warehouse.query(HISTOGRAM)
    if not rows:
        return
    figure = go.Figure()
    figure.add_bar(
        x=[row["bin_from"] + row["width"] / 2 for row in rows],
        y=[row["forecasts"] for row in rows],
        width=[row["width"] for row in rows],
        marker_color=BLUE,
        customdata=[
            [money(row["bin_from"]), money(row["bin_from"] + row["width"])] for row in rows
        ],
        hovertemplate="%{customdata[0]} to %{customdata[1]}: %{y:,} forecasts<extra></extra>",
    )
    styled(figure, 300)
    figure.update_layout(
        yaxis={"title": "Forecasts", "tickformat": ",d"},
        xaxis={"title": f"Forecast less what was spent ({currency()})", "tickformat": ",.0f"},
        bargap=0,
    )
    yield Plot(
        figure,
        "Errors of all tests together; the first and the last bar also hold the hundredth beyond.",
        HISTOGRAM,
    )


def _by_forecast(warehouse: Warehouse) -> Iterator[Part]:
    rows = warehouse.query(BY_FORECAST)
    figure = go.Figure()
    x = [row["predicted"] for row in rows]
    for column, fill in (("low", None), ("high", "tonexty")):
        figure.add_scatter(
            x=x,
            y=[row[column] for row in rows],
            mode="lines",
            line={"color": GREY, "width": 1},
            fill=fill,
            fillcolor="rgba(134, 142, 150, 0.2)",
            name="Eight in ten errors",
            showlegend=fill is not None,
            customdata=[[money(row[column], 2)] for row in rows],
            hovertemplate=f"{'a tenth below' if column == 'low' else 'a tenth above'} "
            "%{customdata[0]}<extra></extra>",
        )
    figure.add_scatter(
        x=x,
        y=[row["mean"] for row in rows],
        mode="lines+markers",
        line={"color": ORANGE},
        name="Mean error",
        customdata=[[money(row["predicted"]), money(row["mean"], 2)] for row in rows],
        hovertemplate="forecast %{customdata[0]}: mean error %{customdata[1]}<extra></extra>",
    )
    figure.add_hline(y=0, line={"color": GREY, "dash": "dash"})
    styled(figure, 340)
    figure.update_layout(
        yaxis={"title": f"Error ({currency()})", "tickformat": ",.0f"},
        xaxis={"title": f"Forecast ({currency()})", "tickformat": ",.0f"},
    )
    first, last = rows[0], rows[-1]
    widths = [row["high"] - row["low"] for row in (first, last)]
    grows = "grows" if widths[1] > widths[0] else "does not grow"
    spread = (
        f"The spread {grows} with the forecast: eight in ten errors span {money(widths[0])} around "
        f"forecasts of about {money(first['predicted'])}, and {money(widths[1])} around "
        f"{money(last['predicted'])}."
        if sum(row["forecasts"] for row in rows) >= ENOUGH
        else "There are too few to say whether the spread grows with the forecast."
    )
    yield Plot(
        figure,
        f"Errors against the forecast, in twentieths of all forecasts. {spread} "
        "(Against what was spent, every good forecast looks too low for those who spent most: "
        "nobody knows beforehand who that will be.)",
        BY_FORECAST,
    )


def _again(warehouse: Warehouse) -> Iterator[Part]:
    yield Words(again_words(warehouse.row(AGAIN)))


def again_words(row: dict[str, Any]) -> str:
    """Return whether the same customers are missed again, by ``pairs`` of errors of one customer.

    Args:
        row: ``pairs``, their ``correlation`` and the share that lies on the ``same_side``.
    """
    known = row["correlation"]
    if 0 < row["pairs"] < ENOUGH:
        return (
            f"{counted(row['pairs'], 'pair')} of errors of one customer are too few to say "
            "whether the same customers are missed again."
        )
    if not row["pairs"] or known is None or known != known:  # noqa: PLR0124 (NaN)
        return "No customer was tested twice with errors that differ."
    if known > NOTICEABLE:
        meaning = (
            "so part of an error stays with the customer: something lasting about them is not in "
            "the features, and a correction by customer could gain something"
        )
    elif known < -NOTICEABLE and row["same_side"] < 0.5:  # noqa: PLR2004
        meaning = (
            "so errors turn round: who was said too much is then said too little, as if the "
            "forecast ran after the last window"
        )
    else:
        meaning = "so errors come anew each time: there is little in them to learn from"
    return (
        f"Are the same customers missed again? Of {counted(row['pairs'], 'pair')} of errors of one "
        f"customer in consecutive tests the correlation is {number(known)}, "
        f"and {percent(row['same_side'])} lie on the same side; {meaning}."
    )
