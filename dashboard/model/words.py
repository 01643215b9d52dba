"""What the figures about the model are called, and what they say, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.labels import label, written
from data.formatting import money, number
from ml.model import MODEL_NAME
from ml.names import model_name
from ml.rules import simple_rules

METRICS = {
    "mae": "Mean absolute error",
    "rmse": "Root mean squared error",
    "r2": "Explained variance (R²)",
}
SHORT = {"mae": "MAE", "rmse": "RMSE", "r2": "R²"}
PREDICTED = {
    "predicted_spend_30d": "Expected spend, next 30 days",
    "purchase_probability_30d": "Chance of a purchase, next 30 days",
}
LEVELS = {
    "stable": ("Stable", "spread as in training (PSI under 0.1)"),
    "moving": ("Moving", "watch it (PSI 0.1 to 0.25)"),
    "shifted": ("Shifted", "look closer, perhaps train anew (PSI 0.25 or more)"),
}


def model_kind(name: str, served: Mapping[str, Mapping[str, float]]) -> str:
    """Return what a model of the backtest is: a rule, a part of the one served, or another.

    Args:
        name: as in `marts.model_metrics`.
        served: the members of the served model and their shares, as its manifest has them.
    """
    if name == MODEL_NAME:
        return "Served"
    if name in simple_rules():
        return "Simple rule"
    is_part = any(name in members for members in served.values())
    return "Part of this model" if is_part else "Other method"


def metric_value(metric: str, value: float | None) -> str:
    """Return a metric with its unit; a dash for NULL."""
    if value is None:
        return "–"
    return number(value, 3) if metric == "r2" else money(value, 2)


def interval_words(metric: str, low: float | None, high: float | None) -> str:
    """Return both ends of an interval of a metric with their unit; a dash for NULL."""
    if low is None or high is None:
        return "–"
    return f"{metric_value(metric, low)} to {metric_value(metric, high)}"


def is_equal(row: Mapping[str, Any]) -> bool:
    """Return whether a difference is too small to be seen: half a cent, or 0.0005 of R².

    Args:
        row: of `store.model.comparisons`; where a rule is served, the rule differs from itself by
            what a sum of floats leaves over.
    """
    ours, other = row["spend30_value"], row["other_value"]
    if ours is None or other is None:
        return False
    return abs(ours - other) < (0.0005 if row["metric"] == "r2" else 0.005)


def verdict(row: Mapping[str, Any]) -> str:
    """Return the verdict of a comparison; a difference too small to be seen is none."""
    return "no clear difference" if is_equal(row) else row["verdict"]


def comparison_words(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return where the model is better than others, where not, and where a simple rule wins.

    Args:
        rows: of `store.model.comparisons`.
    """
    words = []
    for metric, title in METRICS.items():
        of_metric = [row for row in rows if row["metric"] == metric]
        if not of_metric:
            continue
        better = [row for row in of_metric if verdict(row) == "spend30 is better"]
        parts = [f"{title}: better than {len(better)} of {len(of_metric)} others"]
        unclear = _names(of_metric, "no clear difference")
        if unclear:
            parts.append(f"no clear difference from {unclear}")
        worse = _names(of_metric, "other is better")
        if worse:
            parts.append(f"worse than {worse}")
        words.append("; ".join(parts) + ".")
    return [*words, *_rules_that_win(rows)] if words else []


def _names(rows: Sequence[Mapping[str, Any]], judged: str) -> str:
    return ", ".join(f"“{model_name(r['model_name'])}”" for r in rows if verdict(r) == judged)


def _rules_that_win(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each simple rule that wins somewhere, or one that none does."""
    wins = [
        f"The simple rule “{model_name(row['model_name'])}” wins by "
        f"{METRICS[row['metric']].lower()}: {metric_value(row['metric'], row['other_value'])} "
        f"against {metric_value(row['metric'], row['spend30_value'])}."
        for row in rows
        if verdict(row) == "other is better" and row["model_name"] in simple_rules()
    ]
    return wins or ["No simple rule wins by any of these measures."]


def input_name(feature: str, categories: Mapping[str, str]) -> str:
    """Return what an input or a prediction is called."""
    return PREDICTED.get(feature) or label(feature, categories)


def input_value(feature: str, value: float | None) -> str:
    """Return a value of an input or a prediction with its unit; a dash for NULL."""
    if value is not None and feature == "purchase_probability_30d":
        return f"{100 * value:.1f} %"
    return written(feature, value)
