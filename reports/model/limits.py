"""What this report cannot show, and what would change its conclusion."""

from collections.abc import Iterator
from typing import Any

from dashboard.model.words import METRICS, interval_words, is_equal, metric_value
from dashboard.store.model import COMPARISONS
from data.formatting import counted, day
from ml.interval import INTERVAL
from ml.names import model_name
from ml.rules import HORIZON_DAYS, simple_rules
from reports.facts import facts
from reports.model.backtest import tests
from reports.page import Points, Section, Words
from reports.warehouse import Warehouse

NAME, TITLE = "limits", "Limits, and what would change our mind"
YEAR_DAYS = 365

DRIFT = """
select
    count(*) filter (where level = 'shifted') as shifted,
    count(*) as watched
from marts.feature_drift
"""


def limits(warehouse: Warehouse) -> Section:
    """Return the section."""
    return Section(
        NAME,
        TITLE,
        [
            Points(list(_limits(warehouse))),
            Words("What would change our mind:"),
            Points(list(_changes(warehouse))),
        ],
    )


def _limits(warehouse: Warehouse) -> Iterator[str]:
    found = facts(warehouse)
    history = (found["as_of_date"] - found["first_sale_date"]).days
    tested = tests(warehouse)
    yield (
        f"The data begin on {day(found['first_sale_date'])} and end before "
        f"{day(found['as_of_date'])}: {counted(history, 'day')}."
        + (
            " No season was seen twice, so what a December or a summer does every year is not in "
            "the model."
            if history < 2 * YEAR_DAYS
            else ""
        )
    )
    yield (
        f"{counted(len(tested), 'test')} of {HORIZON_DAYS} days each: the intervals of this report "
        "say how much depends on which customers there were, and nothing about months that were "
        "not tested."
        if tested
        else "Nothing was tested: how far off the forecasts are is not known."
    )
    yield "It forecasts; it does not say what would happen if somebody did something."
    yield "Customers who never bought before are not forecast; their spend comes on top of a total."
    yield (
        "The members of the model and its settings were chosen by earlier tests, but the list of "
        "those who could be chosen was written by people who knew data like these."
    )


def _changes(warehouse: Warehouse) -> Iterator[str]:
    yield from beside_the_rules(warehouse)
    drift = warehouse.row(DRIFT)
    if drift["watched"]:
        yield (
            f"Drift: today {drift['shifted']:,} of {counted(drift['watched'], 'input')} and "
            "forecasts are spread otherwise than in training (PSI of 0.25 or more). If those that "
            "matter most shift, the model has to be trained anew before it is trusted."
        )
    yield (
        f"The next totals: a total outside of its {100 * INTERVAL:.0f} % interval happens now and "
        "then, two in a row are a reason to look for what has changed."
    )
    yield (
        "A second year of data, or another retailer, on which a simpler model is as good: the "
        "simpler one should then be served."
    )


def beside_the_rules(warehouse: Warehouse) -> Iterator[str]:
    """Yield where the model stands beside the closest rule, and when the rule should be served."""
    rows = [row for row in warehouse.query(COMPARISONS) if row["model_name"] in simple_rules()]
    for metric in ("rmse", "mae"):
        of_metric = [row for row in rows if row["metric"] == metric]
        if not of_metric:
            continue
        row = min(of_metric, key=lambda row: row["other_value"])
        ends = interval_words(metric, row["difference_low"], row["difference_high"])
        yield (
            f"{METRICS[metric]} less that of the closest simple rule "
            f"(“{model_name(row['model_name'])}”): {metric_value(metric, row['difference'])}, 95 % "
            f"interval {ends}. {_kept(row)}"
        )


def _kept(row: dict[str, Any]) -> str:
    if is_equal(row):
        return "There is no difference to be seen: the rule does as well here, and needs no model."
    return {
        "spend30 is better": "If the interval took in 0, the rule would do as well and should "
        "be served, for it needs no model.",
        "other is better": "The rule is better, so it is what is served; the model would come "
        "back if the interval lay below 0.",
    }.get(row["verdict"], "It takes in 0: the rule may do as well, and needs no model.")
