"""The model card: what a manifest says, for people.

Its headings are those of Mitchell et al., Model Cards for Model Reporting (2019). Nothing in it
tells when it was made, so that the same data give the same card.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from data.formatting import counted, currency, day, money
from ml.model import MODEL_NAME
from ml.names import model_name
from ml.rules import HORIZON_DAYS, simple_rules

NOT_TESTED = "Nothing could be tested yet: no window that is over has an earlier one to learn from."


def model_card(manifest: dict[str, Any]) -> str:
    """Return the model card of a manifest, in Markdown."""
    notice = [f"**{manifest['notice']}**"] if manifest["notice"] else []
    parts = [
        "# Model card: spend30",
        f"What a customer spends, returns netted, in the {HORIZON_DAYS} days from the scoring "
        f"date, {_day(manifest['scoring_cutoff'])}.",
        *notice,
        *_details(manifest),
        *_use(),
        *_factors(),
        *_metrics(),
        *_evaluation_data(manifest),
        *_training_data(manifest),
        *_analyses(manifest),
        *_ethics(),
        *_caveats(manifest),
    ]
    return "\n\n".join(parts) + "\n"


def _details(manifest: dict[str, Any]) -> list[str]:
    is_rule = manifest["kind"] != "ensemble"
    beside = (
        "none: nothing has shown how far off the rule is"
        if is_rule
        else "an 80 % interval (quantiles, widened by what they missed at earlier tests) and the "
        "chance of a purchase (a classifier, calibrated on earlier tests)"
    )
    return [
        "## Model details",
        _bullets(
            {
                "Model": f"`{manifest['model_id']}`, "
                + ("a simple rule" if is_rule else "an ensemble"),
                "Expected spend": f"{_shares(manifest['served']['expected'])}. It is a mean: it "
                "adds up to totals",
                "Typical spend": f"{_shares(manifest['served']['typical'])}. It is a median: half "
                "of such customers spend less",
                "Beside them": beside,
                "How it was chosen": _choice(manifest),
                "Libraries": ", ".join(_libraries(manifest["libraries"])),
                "Licence and questions": "those of the project it comes with",
            }
        ),
    ]


def _use() -> list[str]:
    return [
        "## Intended use",
        _bullets(
            {
                "For": "planning revenue, ranking customers by what they will spend, and seeing "
                "early who buys less than usual",
                "By": "managers (in the dashboard), analysts (in SQL), data scientists (in Python)",
            }
        ),
        "### Out of scope",
        _bullets(
            {
                "Effects": "the forecast for changed figures is not what an action would bring "
                "about; that takes an experiment",
                "Decisions about people": "credit, insurance, employment, or a price for one "
                "person",
                "Other retailers, other horizons": "train it again on their data",
                "People who never bought": "they are scored by nobody here",
            }
        ),
    ]


def _factors() -> list[str]:
    return [
        "## Factors",
        "How right it is differs by how much, how often, how long and how regularly somebody "
        "buys. Below it is told by segment; `reports/model.html` adds tenure, recency, size, "
        "regularity, category, store and channel. The raw tables have no column for age, gender, "
        "income or origin (a retailer may keep one of them as the segment of a customer, as the "
        "sample does with income), so it was not measured whether it serves such groups alike.",
    ]


def _metrics() -> list[str]:
    return [
        "## Metrics",
        _bullets(
            {
                "MAE": f"mean absolute error of the typical spend, {currency()} a customer; lower "
                "is better",
                "RMSE": f"root mean squared error of the expected spend, {currency()}; large "
                "misses count most",
                "R²": "share of the differences between customers that the expected spend "
                "explains; 1 is all, 0 is none",
                "Gini": "how well it ranks, 1 being the perfect order",
                "Total": "forecast of all customers together, as a share of what they spent",
                "In 80 %": "share of customers whose spend lay in the interval; the goal is 80 %",
            }
        ),
        "All are computed in SQL (`marts.model_metrics`), each the mean over the tests. A "
        "difference counts when its 95 % interval, from customers drawn anew (bootstrap), leaves "
        "out 0.",
    ]


def _evaluation_data(manifest: dict[str, Any]) -> list[str]:
    means = manifest["backtest_means"]
    if not means:
        return ["## Evaluation data", NOT_TESTED]
    some = next(iter(means.values()))
    learnt = manifest.get("learnt_by_cutoff", {}).values()
    tested = sum(row["tested_rows"] for row in learnt if row["is_published"])
    told = f", {counted(tested, 'forecast')} by each model" if tested else ""
    return [
        "## Evaluation data",
        f"Every customer of the retailer at {counted(some['cutoffs'], 'date')}, {HORIZON_DAYS} "
        f"days apart, from {_day(some['first_cutoff_date'])} to {_day(some['last_cutoff_date'])}"
        f"{told}. Each test was predicted by models that had learnt only from windows of "
        f"{HORIZON_DAYS} days that were over on that date.",
    ]


def _training_data(manifest: dict[str, Any]) -> list[str]:
    cutoffs = manifest["training_cutoffs"]
    learnt = (
        f"{counted(manifest['training_rows'], 'row')}, a customer and a cutoff each, of "
        f"{counted(len(cutoffs), 'cutoff')} from {_day(cutoffs[0])} to {_day(cutoffs[-1])}"
        if cutoffs
        else "No rows: no window of the target was over"
    )
    return [
        "## Training data",
        f"{learnt}. {counted(len(manifest['features']), 'feature')}, all computed in SQL from "
        "purchases before the cutoff (`marts.customer_features` describes each). Names, e-mail "
        "addresses, phone numbers and ids of customers are no features; neither is what was "
        "written down after the cutoff.",
    ]


def _analyses(manifest: dict[str, Any]) -> list[str]:
    means = manifest["backtest_means"]
    if not means:
        return ["## Quantitative analyses", NOT_TESTED]
    return [
        "## Quantitative analyses",
        _table(
            ["Model", "MAE", "RMSE", "R²", "Gini", "Total", "In 80 %"],
            [
                [
                    model_name(name),
                    money(row["mae"], 2),
                    money(row["rmse"], 2),
                    _number(row["r2"]),
                    _number(row["normalised_gini"]),
                    _percent(row["predicted_to_actual"]),
                    _percent(row["interval_coverage"]),
                ]
                for name, row in means.items()
            ],
        ),
        *_against_rules(manifest.get("backtest_comparisons") or []),
        *_by_segment(manifest.get("backtest_segments") or []),
    ]


def _against_rules(comparisons: Sequence[dict[str, Any]]) -> list[str]:
    rows = [row for row in comparisons if row["model_name"] in simple_rules()]
    if not rows:
        return []
    return [
        "### Against simple rules",
        _table(
            ["Simple rule", "Metric", "This model less the rule", "95 % interval", "So"],
            [
                [
                    model_name(row["model_name"]),
                    "R²" if row["metric"] == "r2" else row["metric"].upper(),
                    _written(row, "difference"),
                    f"{_written(row, 'difference_low')} to {_written(row, 'difference_high')}",
                    row["verdict"].replace("other", "the rule").replace(MODEL_NAME, "this model"),
                ]
                for row in rows
            ],
        ),
    ]


def _by_segment(segments: Sequence[dict[str, Any]]) -> list[str]:
    if not segments:
        return []
    return [
        "### By segment",
        _table(
            ["Segment at the cutoff", "Forecasts", "Mean spend", "Mean forecast", "MAE", "In 80 %"],
            [
                [
                    row["rfm_segment"],
                    f"{row['predictions']:,}",
                    money(row["actual_spend_mean"], 2),
                    money(row["predicted_spend_mean"], 2),
                    money(row["mae"], 2),
                    _percent(row["interval_coverage"]),
                ]
                for row in segments
            ],
        ),
    ]


def _ethics() -> list[str]:
    return [
        "## Ethical considerations",
        _bullets(
            {
                "What it knows": "purchases say more about people than they may want known; raw "
                "data and predictions belong to those who need them for their work",
                "What it may stand for": "a category or a store can stand for an income or an "
                "origin; whoever treats customers differently has to look at who gets less",
                "Feedback": "customers who are left alone because little is expected of them may "
                "buy less because of that; keep a random group that is treated like all others",
            }
        ),
    ]


def _caveats(manifest: dict[str, Any]) -> list[str]:
    tests = next(iter(manifest["backtest_means"].values()), {"cutoffs": 0})["cutoffs"]
    return [
        "## Caveats and recommendations",
        _bullets(
            {
                "New customers": f"less than {HORIZON_DAYS} days or one purchase are little "
                "history, and are flagged",
                "Change": "what happens for the first time (a new store, a closure, a season that "
                "was never seen) is not known to it; `marts.feature_drift` and "
                "`marts.forecast_totals` show it",
                "Few tests": f"{counted(tests, 'test')} of {HORIZON_DAYS} days each, of one "
                "retailer: another month can be worse than any of them",
                "Train again": "when the totals leave their interval, or a feature is `shifted`",
            }
        ),
    ]


def _choice(manifest: dict[str, Any]) -> str:
    if not manifest["tested_cutoffs"]:
        return "no date had enough earlier rows to test a model, so a simple rule stands in"
    days = ", ".join(_day(cutoff) for cutoff in manifest["tested_cutoffs"])
    tuning = manifest["tuning"]
    searched = "other settings of the trees were not searched for"
    if tuning:
        searched = "other settings of the trees were searched for, and " + (
            "some that won at two earlier cutoffs are used"
            if tuning["is_accepted"]
            else "none won at both of two earlier cutoffs, so the usual ones stay"
        )
    return (
        f"tested at {days}. At each, members, calibration and interval were learnt from the tests "
        f"before it alone; {searched}"
    )


def _libraries(libraries: dict[str, str]) -> list[str]:
    """Return names and versions, of Python without the patch, which differs between machines."""
    return [
        f"{name} {'.'.join(known.split('.')[:2]) if name == 'python' else known}"
        for name, known in libraries.items()
    ]


def _shares(weights: dict[str, float]) -> str:
    return ", ".join(f"{100 * share:.0f} % {model_name(name)}" for name, share in weights.items())


def _bullets(lines: dict[str, str]) -> str:
    return "\n".join(f"- **{name}**: {text}." for name, text in lines.items())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, all columns but the first set to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _written(row: dict[str, Any], column: str) -> str:
    value = row[column]
    return _number(value) if row["metric"] == "r2" else money(value, 2)


def _day(text: str) -> str:
    return day(dt.date.fromisoformat(text))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:z.3f}".replace("-", "−")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"
