"""What the search for other settings of the trees tried, and what became of it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from data.formatting import counted, currency, day, money
from ml.tune import LEAST_GAIN
from reports.page import Part, Section, Table, Words
from reports.warehouse import Warehouse

NAME, TITLE = "tuning", "Tuning: what was tried"
SETTINGS = {
    "depth": "Depth of a tree",
    "learning_rate": "Learning rate",
    "l2_leaf_reg": "Shrinkage of the leaves",
    "rsm": "Share of the features that a split may use",
}


def tuning(warehouse: Warehouse) -> Section:
    """Return the section."""
    record = warehouse.manifest.get("tuning") or {}
    if not record:
        text = (
            "No other settings were searched for: either `TUNE_SECONDS` was 0, or fewer than "
            "three dates could be tested. The trees have their usual settings."
        )
        return Section(NAME, TITLE, [Words(text.replace("`", ""))])
    return Section(NAME, TITLE, [*_words(record), *_trials(record)])


def _words(record: dict[str, Any]) -> Iterator[Part]:
    cutoffs = [day(dt.date.fromisoformat(cutoff)) for cutoff in record.get("cutoffs", [])]
    where = f" ({' and '.join(cutoffs)})" if cutoffs else ""
    seconds = record.get("budget_seconds")
    budget = f" within {counted(round(seconds), 'second')}" if seconds else ""
    yield Words(
        f"{counted(record['trials'], 'other setting')} of the boosted trees for the expected spend "
        f"{'was' if record['trials'] == 1 else 'were'} tried{budget}, at two dates{where} that are "
        "earlier than those for which the outcome is used. Settings count only if they lower the "
        f"error (RMSE) by {100 * record.get('least_gain', LEAST_GAIN):.1f} % at both dates: less "
        "is noise."
    )
    verdict = (
        "Some did, and the best of them are what the model uses."
        if record["is_accepted"]
        else "None did, so the usual settings stay. Tuning is not what decides here; features are."
    )
    yield Words(verdict)


def _trials(record: dict[str, Any]) -> Iterator[Part]:
    history = record.get("history")
    if not history:
        yield Words("The single trials are not recorded with this model.")
        return
    usual = ["usual settings", *["" for _ in SETTINGS], *_errors(record["usual_rmse"]), "", ""]
    best = max(range(len(history)), key=lambda place: history[place]["gain"])
    yield Table(
        [
            "Trial",
            *(f">{name}" for name in SETTINGS.values()),
            *(f">RMSE, {name} date" for name in ("earlier", "later")),
            ">Gain at the worse date",
            "Better at both",
        ],
        [
            usual,
            *(
                [
                    str(number),
                    *(_setting(trial["settings"].get(name)) for name in SETTINGS),
                    *_errors(trial["rmse"]),
                    f"{100 * trial['gain']:+.2f} %".replace("-", "−"),
                    "yes" if trial["is_better"] else "no",
                ]
                for number, trial in enumerate(history, start=1)
            ),
        ],
        f"Every setting that was tried, in order; RMSE in {currency()} per customer. A gain above "
        "0 is a smaller error. The best is set in bold. The order of the trials is the same each "
        "time; how many fit into the time depends on the machine.",
        marked=frozenset([best + 1]),
        name="tuning-history",
    )


def _errors(errors: list[float]) -> list[str]:
    return [money(error, 2) for error in errors]


def _setting(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
