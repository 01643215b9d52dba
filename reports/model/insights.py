"""What everybody should know of the forecast, on one page, in plain words.

Every sentence is chosen by what the data say.
"""

from collections.abc import Iterator
from typing import Any

from dashboard.labels import family, label
from dashboard.model.words import is_equal, metric_value, verdict
from dashboard.store.model import COMPARISONS, IMPORTANCE
from data.formatting import counted, money, percent
from ml.interval import INTERVAL
from ml.model import MODEL_NAME
from ml.names import model_name
from ml.rules import HORIZON_DAYS, simple_rules
from reports.model.backtest import ENOUGH, span, tests
from reports.model.campaign import difference_words, first_tenth
from reports.model.groups import groups
from reports.model.importance import families, names_of_categories
from reports.model.intervals import intervals, query_of
from reports.model.misses import few, few_words
from reports.model.where_wrong import said
from reports.page import Cards, Part, Points, Section, Words
from reports.warehouse import Warehouse, spelled_out

NAME, TITLE = "insights", "The key insights"
NEAR_TOTAL, FAR_TOTAL, NEAR_GOAL = 0.05, 0.1, 0.03

OURS = f"""
select
    sum(customers) as forecasts,
    avg(mae) as mae,
    avg(r2) as r2,
    avg(total_actual / customers) as mean_spend,
    min(predicted_to_actual) as lowest_total,
    max(predicted_to_actual) as highest_total,
    avg(interval_coverage) as held,
    avg(interval_coverage_top_fifth) as held_by_best
from marts.model_metrics
where model_name = '{MODEL_NAME}'
"""


def insights(warehouse: Warehouse) -> Section:
    """Return the section."""
    notice = warehouse.manifest["notice"]
    parts: list[Part] = [Words(notice)] if notice else []
    if not tests(warehouse):
        text = (
            "Nobody can say yet how good the forecasts are: no date of the past has enough before "
            "it to learn from and a whole window after it to be tested on. Read them as what "
            "customers did of late, and test them when there is more history."
        )
        return Section(NAME, TITLE, [*parts, Words(text)])
    row = warehouse.row(OURS)
    return Section(
        NAME,
        TITLE,
        [
            *parts,
            *_few(row),
            _cards(warehouse, row),
            Words(_how_good(warehouse, row)),
            Words(beside_the_rule(warehouse)),
            Words(f"{_total(row)} {_intervals(row)}"),
            *_for_whom(warehouse),
            *_what_moves_it(warehouse),
            *_reach(warehouse),
            Words("What to do, and what not:"),
            Points(list(_advice(warehouse, row))),
        ],
    )


def _few(row: dict[str, Any]) -> Iterator[Part]:
    if row["forecasts"] < ENOUGH:
        yield Words(
            f"There are only {counted(int(row['forecasts']), 'forecast')} to judge by, too few to "
            "say how good the model is: a single customer could turn each of these sentences."
        )


def _cards(warehouse: Warehouse, row: dict[str, Any]) -> Cards:
    ends = {
        found["metric"]: found
        for found in intervals(warehouse, MODEL_NAME)
        if found["cutoff_date"] is None
    }

    def sure(metric: str) -> str:
        found = ends[metric]
        if found["low"] is None:
            return "no interval"
        low, high = metric_value(metric, found["low"]), metric_value(metric, found["high"])
        return f"95 % interval {low} to {high}"

    return Cards(
        [
            ("Mean absolute error", money(row["mae"], 2), sure("mae")),
            ("Explained variance (R²)", metric_value("r2", row["r2"]), sure("r2")),
            ("Mean spend", money(row["mean_spend"], 2), f"per customer and {HORIZON_DAYS} days"),
            (f"Held, {percent(INTERVAL)} interval", percent(row["held"], 1), "of the customers"),
        ],
        query_of(MODEL_NAME),
    )


def _how_good(warehouse: Warehouse, row: dict[str, Any]) -> str:
    explained = (
        f"It explains {percent(row['r2'])} of the differences between customers; the rest was not "
        "to be seen in what they had bought before."
        if row["r2"] is not None and row["r2"] > 0
        else "It explains none of the differences between customers."
    )
    return (
        f"How good is it? In {span(warehouse)}, the forecast of what one customer spends in "
        f"{HORIZON_DAYS} days was off by {money(row['mae'], 2)} on average, where "
        f"{money(row['mean_spend'], 2)} was spent. {explained}"
    )


def rule_beside(warehouse: Warehouse, metric: str) -> dict[str, Any] | None:
    """Return the comparison with the simple rule that is best by a metric; None without one."""
    rows = [
        row
        for row in warehouse.query(COMPARISONS)
        if row["metric"] == metric and row["model_name"] in simple_rules()
    ]
    return min(rows, key=lambda row: (row["other_value"], row["model_name"]), default=None)


def beside_the_rule(warehouse: Warehouse) -> str:
    """Return how close the model comes beside the best simple rule, in a sentence."""
    sentences = []
    asked = {"mae": "for one customer (MAE)", "rmse": "where large errors count most (RMSE)"}
    for metric, where in asked.items():
        row = rule_beside(warehouse, metric)
        if row is None:
            continue
        verb = {
            f"{MODEL_NAME} is better": "beats",
            "other is better": "loses to",
        }.get(row["verdict"], "is not clearly different from")
        ours, other = (metric_value(metric, row[of]) for of in ("spend30_value", "other_value"))
        told = f"the best simple rule, “{model_name(row['model_name'])}”: {ours}"
        sentences.append(
            f"{where} it is just as close as {told}"
            if is_equal(row)
            else f"{where} it {verb} {told} against {other}"
        )
    if not sentences:
        return "No simple rule was tested beside it."
    told = "; ".join(sentences)
    return f"Is it better than a simple rule? {told[0].upper()}{told[1:]}."


def _total(row: dict[str, Any]) -> str:
    low, high = row["lowest_total"], row["highest_total"]
    if low is None:
        return "Nothing was spent in any test, so there is no total to compare with."
    off = max(abs(low - 1), abs(high - 1))
    judged = (
        "good enough to plan with"
        if off <= NEAR_TOTAL
        else "good for a rough plan"
        if off <= FAR_TOTAL
        else "too far off to plan with it alone"
    )
    return (
        f"Does the total hold? It came to {percent(low)} to {percent(high)} of what was spent: "
        f"{judged}."
    )


def _intervals(row: dict[str, Any]) -> str:
    held = row["held"]
    if held is None:
        return "There are no intervals."
    judged = "as it should" if abs(held - INTERVAL) <= NEAR_GOAL else (
        "more often than it says" if held > INTERVAL else "less often than it says"
    )  # fmt: skip
    return (
        f"Its {percent(INTERVAL)} interval held for {percent(held)} of the customers, {judged}, "
        f"and for {percent(row['held_by_best'])} of the fifth with the highest forecasts."
    )


def _for_whom(warehouse: Warehouse) -> Iterator[Part]:
    sentences = said(groups(warehouse))
    found = few(warehouse)
    if found["error_share"] is not None:
        sentences.append(few_words(found))
    if sentences:
        yield Words("For whom is it wrong?")
        yield Points(sentences)


def _what_moves_it(warehouse: Warehouse) -> Iterator[Part]:
    rows = warehouse.query(spelled_out(IMPORTANCE, limit=3))
    rows = [row for row in rows if row["mean_absolute_contribution"]]
    if not rows:
        return
    names, first = names_of_categories(warehouse), families(warehouse)[0]
    told = ", ".join(f"“{label(row['feature'], names)}”" for row in rows)
    yield Words(
        f"What moves it? {percent(first['share'])} of all moves come from inputs of the family "
        f"“{family(first['prefix'])}”; the first {counted(len(rows), 'input')}: {told}. They say "
        "what goes with spend, not what causes it."
    )


def _reach(warehouse: Warehouse) -> Iterator[Part]:
    found = first_tenth(warehouse)
    if found and found[MODEL_NAME]["total"] > 0:
        yield Words(f"Is it worth it for choosing customers? {difference_words(found)}")


def _advice(warehouse: Warehouse, row: dict[str, Any]) -> Iterator[str]:
    low, high = row["lowest_total"], row["highest_total"]
    if low is not None and max(abs(low - 1), abs(high - 1)) <= FAR_TOTAL:
        yield (
            "Do add the forecasts of all customers up; of a small group the sum is less sure (see "
            "“Where it is wrong, and for whom”)."
        )
    else:
        yield "Do not plan revenue with the sum of the forecasts alone: it was too far off."
    wins = [rule_beside(warehouse, metric) for metric in ("mae", "rmse")]
    if all(found and verdict(found) == f"{MODEL_NAME} is better" for found in wins):
        yield (
            "Do use it in place of the simple rule: it was closer in the tests, by more than "
            "chance."
        )
    else:
        yield (
            "Do compare it with the simple rule before paying for it: it was not better by more "
            "than chance by every measure."
        )
    if row["held"] is not None:
        yield "Do read the interval, not the number alone, when a single customer is concerned."
    yield (
        "Do not take the forecast for changed figures as the effect of an action: that needs an "
        "experiment."
    )
    yield (
        "Do not use it for people who never bought, for prices, or for anything but what customers "
        "will spend."
    )
