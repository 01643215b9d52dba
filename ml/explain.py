"""Why a customer is expected to spend what they are: contributions in currency that add up."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.formatting import money
from ml.bundle import Bundle
from ml.features import Features

SHOWN = 8
DEPENDENCE_FEATURES, DEPENDENCE_POINTS, DEPENDENCE_ROWS = 8, 12, 1_000
LEAST_CORRELATION = 0.2


def contributions(
    model: Bundle, rows: pd.DataFrame, features: Features, predicted: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what moves each prediction, and how much each feature moves all of them.

    Args:
        model: the model.
        rows: rows of the mart, with their keys.
        features: the same rows, encoded.
        predicted: their expected spend, in currency.

    Returns:
        Rows of ``ml.customer_explanations`` (the base, the `SHOWN` largest contributions, and the
        rest, which together are the prediction, in currency), and of ``ml.feature_importance``
        without words.
    """
    base, parts = model.model.explain(features)
    names = np.array(features.signature.names)
    largest = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :SHOWN]
    shown = np.take_along_axis(parts, largest, axis=1)
    rest = predicted - base - shown.sum(axis=1)
    keys = rows[["customer_id", "cutoff_date"]].reset_index(drop=True)

    def at(position: int, feature: object, value: object, amount: np.ndarray) -> pd.DataFrame:
        return keys.assign(
            position=position, feature=feature, feature_value=value, contribution=amount
        )

    tables = [at(0, None, None, base)]
    values = {name: _as_text(rows[name]) for name in np.unique(names[largest])}
    for place in range(largest.shape[1]):
        here = names[largest[:, place]]
        text = [values[name][row] for row, name in enumerate(here)]
        tables.append(at(place + 1, here, text, shown[:, place]))
    tables.append(at(SHOWN + 1, None, None, rest))
    return pd.concat(tables, ignore_index=True), _importance(features, parts)


def with_words(importance: pd.DataFrame, descriptions: dict[str, str]) -> pd.DataFrame:
    """Return the importance with a sentence for each feature.

    Args:
        importance: as `contributions` returns it.
        descriptions: what each column of the mart means.
    """
    sentences = []
    for row in importance.itertuples():
        what = descriptions.get(row.feature, "").split(". ")[0].rstrip(".") or row.feature
        effect = {
            "raises": "; the more, the higher the forecast",
            "lowers": "; the more, the lower the forecast",
        }.get(row.direction, "")
        amount = money(row.mean_absolute_contribution, 2)
        sentences.append(f"{what}: moves a forecast by {amount} on average{effect}.")
    return importance.assign(in_words=sentences)


def partial_dependence(model: Bundle, rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the mean expected spend when everybody had one value of a feature.

    Args:
        model: the model.
        rows: rows of the mart; at most `DEPENDENCE_ROWS` of them are used, evenly spread.
        names: features, of which those that are numbers are varied over their quantiles.

    Returns:
        Rows of ``ml.partial_dependence``: feature, position, feature_value (in its unit),
        predicted_spend_30d (currency).
    """
    some = rows.iloc[:: max(len(rows) // DEPENDENCE_ROWS, 1)]
    features = model.model.signature.encode(some)
    found = []
    for name in names:
        values = features.column(name)
        points = np.unique(
            np.nanquantile(values, np.linspace(0.02, 0.98, DEPENDENCE_POINTS)).astype(np.float32)
        )
        column = features.signature.numbers.index(name)
        for position, point in enumerate(points.tolist()):
            numbers = features.numbers.copy()
            numbers[:, column] = point
            moved = Features(features.signature, numbers, features.texts)
            mean = float(model.model.predict_features(moved)[:, 0].mean())
            found.append((name, position, point, mean))
    columns = ["feature", "position", "feature_value", "predicted_spend_30d"]
    return pd.DataFrame(found, columns=columns)


def main_inputs(importance: pd.DataFrame, features: Features) -> list[str]:
    """Return the names of the numbers that matter most, the most important first."""
    numbers = set(features.signature.numbers)
    moving = importance[importance["mean_absolute_contribution"] > 0]
    return [
        name
        for name in moving["feature"]
        if name in numbers and np.isfinite(features.column(name)).any()
    ][:DEPENDENCE_FEATURES]


def _importance(features: Features, parts: np.ndarray) -> pd.DataFrame:
    mean = np.abs(parts).mean(axis=0)
    total = mean.sum() or 1.0
    names = features.signature.names
    table = pd.DataFrame(
        {
            "feature": names,
            "mean_absolute_contribution": mean,
            "share": mean / total,
            "direction": [
                _direction(features, name, parts[:, position])
                for position, name in enumerate(names)
            ],
        }
    )
    return table.sort_values("mean_absolute_contribution", ascending=False, kind="stable")


def _direction(features: Features, name: str, part: np.ndarray) -> str:
    """Say whether more of a feature raises or lowers: by the correlation of ranks."""
    if name not in features.signature.numbers:
        return "depends"
    ranks = pd.DataFrame({"value": features.column(name), "part": part}).dropna().rank()
    if len(ranks) < 2 or ranks.std().min() == 0:  # noqa: PLR2004
        return "depends"
    correlation = ranks["value"].corr(ranks["part"])
    if abs(correlation) < LEAST_CORRELATION:
        return "depends"
    return "raises" if correlation > 0 else "lowers"


def _as_text(column: pd.Series) -> list[str | None]:
    values = [round(value, 4) if isinstance(value, float) else value for value in column.tolist()]
    return [None if pd.isna(value) else f"{value}" for value in values]
