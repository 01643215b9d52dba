"""What the search for other settings of the trees tried, and what became of it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from dashboard.figures import BLUE, GREY, ORANGE, styled
from data.formatting import counted, currency, day, money, percent
from ml.boosted import TREES
from ml.tune import LEAST_GAIN
from reports.page import Part, Plot, Section, Table, Words
from reports.warehouse import Warehouse

NAME, TITLE = "tuning", "Tuning: what was tried"
SETTINGS = {
    "depth": "Depth",
    "learning_rate": "Learning rate",
    "l2_leaf_reg": "Shrinkage",
    "rsm": "Features seen",
}


def tuning(warehouse: Warehouse) -> Section:
    """Return the section."""
    record = warehouse.manifest.get("tuning") or {}
    if not record:
        text = (
            "No other settings were searched for: either TUNE_SECONDS was 0, or fewer than three "
            "dates could be tested. The trees have their usual settings."
        )
        return Section(NAME, TITLE, [Words(text)])
    return Section(NAME, TITLE, [*_words(record), *_trials(record)])


def _words(record: dict[str, Any]) -> Iterator[Part]:
    where = f" ({' and '.join(_days(record))})" if record.get("cutoffs") else ""
    seconds = record.get("budget_seconds")
    budget = f" within {counted(round(seconds), 'second')}" if seconds else ""
    yield Words(
        f"{counted(record['trials'], 'other setting')} of the boosted trees for the expected spend "
        f"{'was' if record['trials'] == 1 else 'were'} tried{budget}, at two dates{where} that are "
        "earlier than those for which the outcome is used. Settings count only if they lower the "
        f"error (RMSE) by more than {percent(_least(record), 2)} at both dates: less is noise."
    )
    best = max((trial["gain"] for trial in record.get("history", [])), default=None)
    reached = "" if best is None else f" The best gained {percent(best, 2)} at the worse date."
    verdict = (
        "Some did, and the best of them are what the model uses."
        if record["is_accepted"]
        else "Not one did, so the usual settings stay."
    )
    yield Words(verdict + reached)


def _trials(record: dict[str, Any]) -> Iterator[Part]:
    history = record.get("history")
    if not history:
        yield Words("The single trials are not recorded with this model.")
        return
    yield Plot(
        _plot(record, history),
        "Each trial, in the order in which it was tried: by how much its error was smaller "
        "(above 0) or larger (below 0) than with the usual settings, at the date where it did "
        "worse. Above the dashed line it counts.",
    )
    best = max(range(len(history)), key=lambda place: history[place]["gain"])
    usual = ["usual", *(_setting(TREES[name]) for name in SETTINGS), *_errors(record["usual_rmse"])]
    yield Table(
        [
            "Trial",
            *(f">{name}" for name in SETTINGS.values()),
            *(f">RMSE {when}" for when in _days(record) or ("earlier", "later")),
            ">Gain",
        ],
        [
            [*usual, ""],
            *(
                [
                    str(number),
                    *(_setting(trial["settings"].get(name)) for name in SETTINGS),
                    *_errors(trial["rmse"]),
                    percent(trial["gain"], 2),
                ]
                for number, trial in enumerate(history, start=1)
            ),
        ],
        f"Every setting that was tried; RMSE in {currency()} per customer, the best trial in bold. "
        "Shrinkage is that of the leaves; features seen is the share of them that a split may "
        "choose from. The order of the trials is the same each time; how many fit into the time "
        "depends on the machine.",
        marked=frozenset([best + 1]),
        name="tuning-history",
    )


def _plot(record: dict[str, Any], history: list[dict[str, Any]]) -> go.Figure:
    figure = go.Figure()
    gains = [trial["gain"] for trial in history]
    figure.add_bar(
        x=list(range(1, len(gains) + 1)),
        y=gains,
        marker_color=[ORANGE if trial["is_better"] else BLUE for trial in history],
        customdata=[[percent(gain, 2)] for gain in gains],
        hovertemplate="trial %{x}: %{customdata[0]}<extra></extra>",
    )
    figure.add_hline(y=_least(record), line={"color": GREY, "dash": "dash"})
    styled(figure, 280)
    return figure.update_layout(
        yaxis={"title": "Gain in RMSE, worse date", "tickformat": "+.1%"},
        xaxis={"title": "Trial", "dtick": max(1, len(gains) // 10)},
    )


def _least(record: dict[str, Any]) -> float:
    return record.get("least_gain", LEAST_GAIN)


def _days(record: dict[str, Any]) -> list[str]:
    return [day(dt.date.fromisoformat(cutoff)) for cutoff in record.get("cutoffs", [])]


def _errors(errors: list[float]) -> list[str]:
    return [money(error, 2) for error in errors]


def _setting(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"
