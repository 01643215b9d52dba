"""Every model and simple rule beside each other, out of time, with 95 % intervals."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.figures import BLUE, GREY, ORANGE
from dashboard.model.words import (
    METRICS,
    SHORT,
    comparison_words,
    interval_words,
    metric_value,
    model_kind,
    verdict,
)
from dashboard.store.model import COMPARISONS
from data.formatting import currency
from ml.model import MODEL_NAME
from ml.names import model_name
from ml.rules import Constant, simple_rules
from reports.model.backtest import nothing_tested, span, tests
from reports.model.by_cutoff import Known, by_cutoff
from reports.model.dots import Dot, dots
from reports.model.intervals import draws, intervals, query_of
from reports.page import Part, Plot, Points, Section, Table, Words
from reports.warehouse import Warehouse

NAME, TITLE = "comparison", "Baselines, and every model beside each other"
CONSTANTS = {name for name, rule in simple_rules().items() if isinstance(rule, Constant)}
BETTER = {"mae": "lower is better", "rmse": "lower is better", "r2": "higher is better"}
SO = {
    f"{MODEL_NAME} is better": "this model is better",
    "other is better": "the other is better",
}


def comparison(warehouse: Warehouse) -> Section:
    """Return the section."""
    tested = [row["cutoff_date"] for row in tests(warehouse)]
    if not tested:
        return nothing_tested(NAME, TITLE)
    found = {
        (row["model_name"], row["cutoff_date"], row["metric"]): row for row in intervals(warehouse)
    }
    order = _by_value({name: found[name, None, "rmse"] for name, *_ in found}, 1)
    differences = warehouse.query(COMPARISONS)
    return Section(
        NAME,
        TITLE,
        [
            Words(
                f"All of them predicted the same customers in {span(warehouse)}; none had seen "
                "anything later than the date from which it predicts. The mean absolute error "
                "(MAE) judges the typical spend, where a model gives one; the root mean squared "
                "error (RMSE) and the explained variance (R²) judge the expected spend. The "
                "baselines are the simple rules: nobody spends anything, everybody spends the "
                "mean or the median, or what they spent of late."
            ),
            Points(comparison_words(differences)),
            _table(order, found, warehouse.manifest.get("served") or {}, draws(warehouse)),
            *_plots(order, found),
            *by_cutoff(order, found, tested),
            *_differences(differences),
        ],
    )


def _by_value(rows: Mapping[str, Mapping[str, Any]], sign: int) -> list[str]:
    """Return the models by their value; those that differ in the last bits only, by name."""
    return sorted(rows, key=lambda name: (sign * round(rows[name]["metric_value"] or 0, 6), name))


def _table(order: list[str], found: Known, served: Mapping[str, Any], drawn: int) -> Table:
    def cells(name: str) -> Iterator[str]:
        for metric in METRICS:
            row = found[name, None, metric]
            yield metric_value(metric, row["metric_value"])
            yield interval_words(metric, row["low"], row["high"])

    head = ["Model", "Kind"]
    for metric in METRICS:
        head += [f">{SHORT[metric]}", ">95 % interval"]
    return Table(
        head,
        [[model_name(name), model_kind(name, served), *cells(name)] for name in order],
        f"Mean over the tests, smallest RMSE first; MAE and RMSE in {currency()} per customer and "
        f"30 days. Intervals: the customers were drawn anew {drawn} times (bootstrap), so they say "
        "how much depends on which customers there were, not on which months.",
        query_of(),
        frozenset([order.index(MODEL_NAME)]),
        "model-comparison",
    )


def _plots(order: list[str], found: Known) -> Iterator[Plot]:
    for metric in ("rmse", "mae", "r2"):
        rows = {name: found[name, None, metric] for name in order}
        known = [name for name in order if rows[name]["metric_value"] is not None]
        if not known:
            continue
        sign = -1 if metric == "r2" else 1
        known = _by_value({name: rows[name] for name in known}, sign)
        shown = _without_the_worst_constants(known)
        unit = "" if metric == "r2" else f" ({currency()} per customer)"
        groups = [
            (title, color, [_dot(name, metric, rows[name], name in members) for name in shown])
            for title, color, members in _kinds(shown)
        ]
        yield Plot(
            dots(groups, f"{METRICS[metric]}{unit},<br>{BETTER[metric]}", ",.2~f"),
            f"{METRICS[metric]} of each model, mean over the tests, the best on top, with its "
            f"95 % interval: {_told(known, rows, metric)}{_left_out(known[len(shown) :])}",
        )


def _without_the_worst_constants(names: list[str]) -> list[str]:
    """Return the models, the best first, without constants at the end: they squeeze the rest."""
    last = max(place for place, name in enumerate(names) if name not in CONSTANTS)
    return names[: last + 1]


def _left_out(names: list[str]) -> str:
    if not names:
        return ""
    told = ", ".join(f"“{model_name(name)}”" for name in names)
    return f" Left out here because all others are better: {told}."


def _kinds(names: list[str]) -> list[tuple[str, str, set[str]]]:
    rules = set(simple_rules())
    return [
        ("This model", ORANGE, {MODEL_NAME}),
        ("Simple rule", GREY, rules),
        ("Another model, or a part of this one", BLUE, set(names) - rules - {MODEL_NAME}),
    ]


def _dot(name: str, metric: str, row: Mapping[str, Any], is_shown: bool) -> Dot:
    if not is_shown:
        return Dot(model_name(name), None, "")
    ends = interval_words(metric, row["low"], row["high"])
    told = f"{metric_value(metric, row['metric_value'])}, {ends}"
    return Dot(model_name(name), row["metric_value"], told, row["low"], row["high"])


def _told(known: list[str], rows: Mapping[str, Mapping[str, Any]], metric: str) -> str:
    """Return who is best, and where this model stands."""
    best = metric_value(metric, rows[known[0]]["metric_value"])
    if known[0] == MODEL_NAME:
        rules = [name for name in known if name in simple_rules()]
        rule = metric_value(metric, rows[rules[0]]["metric_value"])
        return f"this model has {best}, the best simple rule ({model_name(rules[0])}) {rule}."
    if MODEL_NAME not in known:
        return f"{model_name(known[0])} has {best}."
    ours = metric_value(metric, rows[MODEL_NAME]["metric_value"])
    place = known.index(MODEL_NAME) + 1
    return f"{model_name(known[0])} has {best}; this model is number {place} with {ours}."


def _differences(rows: list[dict[str, Any]]) -> Iterator[Part]:
    for metric, title in METRICS.items():
        shown = [row for row in rows if row["metric"] == metric]
        if shown:
            yield Table(
                [
                    "Other model",
                    f">Its {SHORT[metric]}",
                    ">This model less it",
                    ">95 % interval",
                    "So",
                ],
                [
                    [
                        model_name(row["model_name"]),
                        metric_value(metric, row["other_value"]),
                        metric_value(metric, row["difference"]),
                        interval_words(metric, row["difference_low"], row["difference_high"]),
                        SO.get(verdict(row), verdict(row)),
                    ]
                    for row in shown
                ],
                f"{title}: is a difference more than chance? It counts when its interval leaves "
                f"out 0; {BETTER[metric]}.",
                COMPARISONS,
            )
