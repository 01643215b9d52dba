"""Predict from a file of features, and explain from one: CSV or Parquet in and out."""

from pathlib import Path

import duckdb
import pandas as pd

from ml.explain import contributions
from ml.features import KEYS, FeatureError
from ml.predict import current_model, predict_spend

FORMATS = (".csv", ".parquet")


def predict_file(source: Path, target: Path) -> None:
    """Write the predictions for a file of features, beside its keys, as CSV or Parquet.

    Raises:
        FeatureError: the file is neither, or a column is wrong; the message names it.
    """
    _check_format(target)
    rows = read_rows(source)
    keys = [key for key in KEYS if key in rows.columns]
    predicted = pd.concat([rows[keys], predict_spend(rows)], axis=1)
    _write(predicted, target)
    print(f"Predicted {len(rows):,} rows of {source}: {target}")


def explain_file(source: Path, target: Path) -> None:
    """Write what moves each prediction for a file of features, as CSV or Parquet.

    Raises:
        FeatureError: the file is neither, or a column is wrong; the message names it.
    """
    _check_format(target)
    rows = read_rows(source)
    missing = [key for key in KEYS if key not in rows.columns]
    if missing:
        raise FeatureError(f"column {missing[0]} is missing: it says whose prediction it is")
    model = current_model()
    features = model.model.signature.encode(rows)
    predicted = model.model.predict_features(features)[:, 0]
    explained, _ = contributions(model, rows, features, predicted)
    order = ["customer_id", "cutoff_date", "position"]
    _write(explained.sort_values(order, kind="stable"), target)
    print(f"Explained {len(rows):,} rows of {source}: {target}")


def read_rows(source: Path) -> pd.DataFrame:
    """Return the rows of a CSV or Parquet file: ids as text, an empty field as missing.

    Raises:
        FeatureError: the file is neither, does not exist, or cannot be read.
    """
    _check_format(source)
    if not source.is_file():
        raise FeatureError(f"{source} does not exist")
    reader = "read_parquet(?)" if source.suffix == ".parquet" else (
        "read_csv(?, header = true, sample_size = -1, types = {'customer_id': 'VARCHAR'})"
        if _has_ids(source)
        else "read_csv(?, header = true, sample_size = -1)"
    )  # fmt: skip
    try:
        return duckdb.connect().execute(f"select * from {reader}", [str(source)]).df()
    except duckdb.Error as error:
        raise FeatureError(f"{source} cannot be read: {str(error).splitlines()[0]}") from error


def _has_ids(source: Path) -> bool:
    with source.open(encoding="utf-8", errors="replace") as file:
        return "customer_id" in file.readline()


def _write(rows: pd.DataFrame, target: Path) -> None:
    if target.suffix == ".parquet":
        rows.to_parquet(target, index=False)
    else:
        rows.to_csv(target, index=False)


def _check_format(path: Path) -> None:
    if path.suffix not in FORMATS:
        raise FeatureError(f"{path} must end with {' or '.join(FORMATS)}")
