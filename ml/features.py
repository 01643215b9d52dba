"""Which columns the model sees: every column of the mart but the keys and the target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

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
    """The features of a model in their order; ``categories`` are the values of those with text."""

    names: tuple[str, ...]
    categories: dict[str, frozenset[str]]

    @classmethod
    def of_mart(cls, mart: pd.DataFrame) -> "Signature":
        """Return the signature of all features of the mart, with the categories that it has."""
        names = tuple(column for column in mart.columns if column not in NOT_FEATURES)
        return cls(
            names=names,
            categories={
                name: frozenset(mart[name].dropna().unique())
                for name in names
                if not pd.api.types.is_numeric_dtype(mart[name])
            },
        )

    @property
    def categorical(self) -> frozenset[str]:
        """Names of the features that hold text."""
        return frozenset(self.categories)

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
            raise FeatureError(_missing(missing))
        repeated = set(rows.columns[rows.columns.duplicated()]) & set(self.names)
        if repeated:
            raise FeatureError(f"feature {min(repeated)} is given more than once")
        columns = {
            name: self._category(rows[name]) if name in self.categorical else _number(rows[name])
            for name in self.names
        }
        return pd.DataFrame(columns, index=rows.index)

    def unknown_categories(self, rows: pd.DataFrame) -> dict[str, list[str]]:
        """Return the categories in the rows that the model never saw, by feature."""
        unknown = {
            name: sorted(set(rows[name].dropna()) - known)
            for name, known in self.categories.items()
        }
        return {name: values for name, values in unknown.items() if values}

    def _category(self, column: pd.Series) -> pd.Series:
        present = column.notna()
        wrong = present & ~column.map(lambda value: isinstance(value, str)).astype(bool)
        if wrong.any():
            raise FeatureError(
                f"feature {column.name} must be text, but is {column[wrong].tolist()[0]!r}"
            )
        return column.astype(object).where(present, MISSING_CATEGORY)


def _number(column: pd.Series) -> pd.Series:
    types = pd.api.types
    is_plain = types.is_numeric_dtype(column) and not (
        types.is_bool_dtype(column) or types.is_complex_dtype(column)
    )
    if not is_plain:
        wrong = [value for value in column if not (_is_missing(value) or _is_number(value))]
        if wrong:
            raise FeatureError(f"feature {column.name} must be a number, but is {wrong[0]!r}")
        column = column.map(lambda value: np.nan if _is_missing(value) else value)
    try:
        values = column.astype("float64")
    except OverflowError:
        raise FeatureError(f"feature {column.name} must be a finite number") from None
    if np.isinf(values).any():
        raise FeatureError(f"feature {column.name} must be a finite number, but is infinite")
    return values


def _missing(names: list[str]) -> str:
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    return (
        f"feature {names[0]} is missing{more}: "
        "give every feature of the model, NULL where it is unknown"
    )


def _is_missing(value: object) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _is_number(value: object) -> bool:
    # Text that looks like a number is a sign of columns read wrongly, and so is True.
    return isinstance(value, Real | Decimal) and not isinstance(value, bool | np.bool_)


def as_rows(
    features: Mapping | Sequence[Mapping] | pd.DataFrame, signature: Signature
) -> pd.DataFrame:
    """Return one mapping, a list of mappings, or a DataFrame as a DataFrame of rows.

    Raises:
        FeatureError: it is none of these, or one of the mappings lacks a feature.
    """
    if isinstance(features, pd.DataFrame):
        return features
    if isinstance(features, Mapping):
        features = [features]
    if isinstance(features, Sequence) and all(isinstance(row, Mapping) for row in features):
        for number, row in enumerate(features, start=1):
            missing = [name for name in signature.names if name not in row]
            if missing:
                raise FeatureError(_missing(missing) + f" (row {number})")
        return pd.DataFrame([dict(row) for row in features], columns=list(signature.names))
    raise FeatureError(
        "features must be one mapping, a list of mappings, or a DataFrame, "
        f"but are {type(features).__name__}"
    )
