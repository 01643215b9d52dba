"""Which columns the model sees: every column of the mart but the keys and the target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

KEYS = ("customer_id", "cutoff_date")
TARGET_SPEND = "future_spend_30d"
TARGET_ORDERS = "future_orders_30d"
NOT_FEATURES = frozenset({*KEYS, TARGET_SPEND, TARGET_ORDERS})

# CatBoost takes NaN in numbers as it is, but categories must be text.
MISSING_CATEGORY = "(none)"


class FeatureError(ValueError):
    """The features given do not fit the model; the message names the column."""


@dataclass(frozen=True)
class Signature:
    """The features of a model in their order; ``categorical`` are those that hold text."""

    names: tuple[str, ...]
    categorical: frozenset[str]

    @classmethod
    def of_mart(cls, mart: pd.DataFrame) -> "Signature":
        """Return the signature of all features of the mart."""
        names = tuple(column for column in mart.columns if column not in NOT_FEATURES)
        return cls(
            names=names,
            categorical=frozenset(
                name for name in names if not pd.api.types.is_numeric_dtype(mart[name])
            ),
        )

    def types(self) -> dict[str, str]:
        """Return name -> ``number`` or ``category``, in order."""
        return {name: "category" if name in self.categorical else "number" for name in self.names}

    def select(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the features in order, as CatBoost takes them: float64, or text.

        Raises:
            FeatureError: a feature is absent, is not a number, or is infinite.
        """
        missing = [name for name in self.names if name not in rows.columns]
        if missing:
            raise FeatureError(
                f"feature {missing[0]} is missing"
                + (f" (and {len(missing) - 1} more)" if len(missing) > 1 else "")
                + ": give every feature of the model, NULL where it is unknown"
            )
        columns = {
            name: self._category(rows[name]) if name in self.categorical else _number(rows[name])
            for name in self.names
        }
        return pd.DataFrame(columns, index=rows.index)

    def _category(self, column: pd.Series) -> pd.Series:
        present = column.notna()
        wrong = present & ~column.map(lambda value: isinstance(value, str))
        if wrong.any():
            raise FeatureError(
                f"feature {column.name} must be text, but is {column[wrong].tolist()[0]!r}"
            )
        return column.astype(object).where(present, MISSING_CATEGORY)


def _number(column: pd.Series) -> pd.Series:
    try:
        values = pd.to_numeric(column).astype("float64")
    except (TypeError, ValueError) as error:
        wrong = next((value for value in column if pd.notna(value) and not _is_number(value)), None)
        raise FeatureError(f"feature {column.name} must be a number, but is {wrong!r}") from error
    if np.isinf(values).any():
        raise FeatureError(f"feature {column.name} must be a finite number, but is infinite")
    return values


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def as_rows(features: Mapping | Sequence[Mapping] | pd.DataFrame) -> pd.DataFrame:
    """Return one mapping, a list of mappings, or a DataFrame as a DataFrame of rows."""
    if isinstance(features, pd.DataFrame):
        return features
    if isinstance(features, Mapping):
        return pd.DataFrame([dict(features)])
    if isinstance(features, Sequence) and all(isinstance(row, Mapping) for row in features):
        return pd.DataFrame([dict(row) for row in features])
    raise FeatureError(
        "features must be one mapping, a list of mappings, or a DataFrame, "
        f"but are {type(features).__name__}"
    )
