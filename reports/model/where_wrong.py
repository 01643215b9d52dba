"""Where the model is wrong, and for whom: by group, beside the simple rule."""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.figures import GREY, ORANGE
from dashboard.labels import CHANNELS
from data.formatting import counted, money, percent
from ml.names import model_name
from reports.exploration.numbers import change
from reports.model.backtest import nothing_tested, tests
from reports.model.dots import Dot, dots
from reports.model.groups import LEAST, closest_rule, groups, groups_query
from reports.model.misses import misses
from reports.page import Part, Plot, Points, Section, Table, Words
from reports.warehouse import Warehouse

NAME, TITLE = "where-wrong", "Where it is wrong, and for whom"
ORDER = (
    "Segment",
    "Known for",
    "Last purchase",
    "Size",
    "Rhythm",
    "Largest category",
    "Main channel",
    "Home store",
)
NEAR = 0.02


def where_wrong(warehouse: Warehouse) -> Section:
    """Return the section."""
    if not tests(warehouse):
        return nothing_tested(NAME, TITLE)
    rows, sql = groups(warehouse), groups_query(warehouse)
    rule = model_name(closest_rule(warehouse) or "")
    return Section(
        NAME,
        TITLE,
        [
            Words(
                "Errors by group of customers, as they were at the cutoff, all tests together. "
                f"The simple rule beside it is the one with the smallest mean absolute error: "
                f"“{rule}”."
            ),
            Points(said(rows)),
            *_plot(rows, sql),
            *_tables(rows, sql),
            *misses(warehouse),
        ],
    )


def known(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the groups that are large enough to be spoken of."""
    return [row for row in rows if row["forecasts"] >= LEAST]


def said(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return what stands out, in sentences; empty without a group that is large enough."""
    told = known(rows)
    if not told:
        return []
    worst = max(told, key=lambda row: row["mae"] / row["actual"] if row["actual"] > 0 else 0)
    dearest = max(told, key=lambda row: row["error_share"] - row["forecast_share"])
    biased = max(told, key=lambda row: abs(_bias(row) or 0))
    lost = [row for row in told if row["mae"] > row["rule_mae"]]
    sentences = [
        f"Most wrong for its size: {_name(worst)}. The typical error is {money(worst['mae'], 2)} "
        f"where {money(worst['actual'], 2)} is spent on average.",
        f"Most of the squared error for its number: {_name(dearest)}, "
        f"{percent(dearest['forecast_share'])} of the forecasts and "
        f"{percent(dearest['error_share'])} of the error.",
    ]
    bias = _bias(biased)
    if bias is not None:
        side = "too high" if bias > 0 else "too low"
        sentences.append(
            f"Furthest off as a whole: {_name(biased)}, forecast {percent(abs(bias), 1)} {side}."
        )
    sentences.append(
        f"The simple rule is closer for {counted(len(lost), 'group')} of {len(told)}: "
        + "; ".join(_name(row) for row in lost)
        + "."
        if lost
        else f"The simple rule is closer for none of {counted(len(told), 'group')}."
    )
    return sentences


def _name(row: dict[str, Any]) -> str:
    return f"{row['dimension'].lower()} “{_group(row)}”"


def _group(row: dict[str, Any]) -> str:
    return (
        CHANNELS.get(row["name"], row["name"])
        if row["dimension"] == "Main channel"
        else row["name"]
    )


def _bias(row: dict[str, Any]) -> float | None:
    """Return by which share the forecast of a group's total is too high (below 0: too low)."""
    return row["predicted"] / row["actual"] - 1 if row["actual"] > 0 else None


def _plot(rows: Sequence[dict[str, Any]], sql: str) -> Iterator[Part]:
    shown = [
        row
        for dimension in ORDER[:5]
        for row in known(rows)
        if row["dimension"] == dimension and row["actual"] > 0
    ]
    if not shown:
        return

    def of(column: str) -> list[Dot]:
        return [
            Dot(
                f"{row['dimension']}: {_group(row)}",
                row[column] / row["actual"],
                f"{money(row[column], 2)} of {money(row['actual'], 2)}",
            )
            for row in shown
        ]

    yield Plot(
        dots(
            [("The simple rule", GREY, of("rule_mae")), ("This model", ORANGE, of("mae"))],
            "Mean absolute error as a share<br>of what the group spends",
            ".0%",
        ),
        "The further to the left, the better. Where the grey point is left of the orange one, the "
        "simple rule is closer.",
        sql,
    )


def _tables(rows: Sequence[dict[str, Any]], sql: str) -> Iterator[Part]:
    for dimension in ORDER:
        shown = [row for row in rows if row["dimension"] == dimension]
        if not shown:
            continue
        yield Table(
            [
                dimension,
                ">Forecasts",
                ">Mean spend",
                ">MAE",
                ">MAE, rule",
                ">Total off by",
                ">Of all squared error",
                ">In 80 %",
            ],
            [
                [
                    _group(row),
                    f"{row['forecasts']:,}",
                    money(row["actual"], 2),
                    money(row["mae"], 2),
                    money(row["rule_mae"], 2),
                    change(_bias(row)),
                    percent(row["error_share"]),
                    percent(row["held"]),
                ]
                for row in shown
            ],
            f"{dimension}. In bold where the simple rule is closer. Total off by: forecast of the "
            "group's spend beside what it spent.",
            sql,
            frozenset(n for n, row in enumerate(shown) if row["mae"] > row["rule_mae"]),
        )
