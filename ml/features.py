"""Which columns the model sees: every column of the mart but the keys and the target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from catboost import FeaturesData, Pool

KEYS = ("customer_id", "cutoff_date")
TARGET_SPEND = "future_spend_30d"
TARGET_ORDERS = "future_orders_30d"
NOT_FEATURES = frozenset({*KEYS, TARGET_SPEND, TARGET_ORDERS})
# The same for all customers of a cutoff: scales of a prediction, from which nothing is learnt.
LEVEL = "level_spend_30d"
GROWTH = "level_growth_last_year"
SCALES = (LEVEL, GROWTH)
# A recorded attribute that most customers lack says above all who was asked.
SURVEY_PREFIX, MOST_MISSING = "attribute_", 0.05
# Money can be negative where returns are netted; of what else is never below 0 in training, no
# value can be.
MONEY_WORDS = ("spend", "amount", "value")
# Beyond the greatest value of training by this many times its range, a value is warned about.
FAR_BEYOND = 4

# CatBoost takes NaN in numbers as it is, but categories must be text.
MISSING_CATEGORY = "(none)"


class FeatureError(ValueError):
    """The features given do not fit the model; the message names the column."""


@dataclass(frozen=True)
class Signature:
    """The features of a model in their order.

    ``categories`` are the values of those with text, ``ranges`` the least and the greatest value
    of the numbers, as they were in training.
    """

    names: tuple[str, ...]
    categories: dict[str, frozenset[str]]
    ranges: dict[str, tuple[float, float]]

    @classmethod
    def of_mart(cls, mart: pd.DataFrame) -> "Signature":
        """Return the signature of the features of the mart, with the values that it has."""
        names = tuple(
            column
            for column in mart.columns
            if column not in NOT_FEATURES and not _only_tells_who_was_asked(mart[column])
        )
        texts = {name for name in names if not pd.api.types.is_numeric_dtype(mart[name])}
        return cls(
            names=names,
            categories={
                name: frozenset(mart[name].dropna().unique()) for name in names if name in texts
            },
            ranges={
                name: (float(mart[name].min()), float(mart[name].max()))
                for name in names
                if name not in texts and mart[name].notna().any()
            },
        )

    @property
    def categorical(self) -> frozenset[str]:
        """Names of the features that hold text."""
        return frozenset(self.categories)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Names of the numbers, in order."""
        return tuple(name for name in self.names if name not in self.categories)

    @cached_property
    def learnt(self) -> tuple[str, ...]:
        """Names of what trees learn from, as CatBoost gets them: numbers, then categories."""
        numbers = [name for name in self.numbers if name not in SCALES]
        return (*numbers, *(name for name in self.names if name in self.categories))

    def types(self) -> dict[str, str]:
        """Return name -> ``number`` or ``category``, in order."""
        return {name: "category" if name in self.categorical else "number" for name in self.names}

    def encode(self, rows: pd.DataFrame) -> "Features":
        """Return the features of the rows as arrays.

        Raises:
            FeatureError: a feature is absent, given twice, of the wrong type, infinite, or below 0
                where that cannot be.
        """
        missing = [name for name in self.names if name not in rows.columns]
        if missing:
            raise FeatureError(_missing(missing))
        repeated = set(rows.columns[rows.columns.duplicated()]) & set(self.names)
        if repeated:
            raise FeatureError(f"feature {min(repeated)} is given more than once")
        numbers = np.empty((len(rows), len(self.numbers)), dtype=np.float32)
        for position, name in enumerate(self.numbers):
            values = _number(rows[name])
            self._check_range(name, values)
            numbers[:, position] = values
        texts = np.empty((len(rows), len(self.categories)), dtype=object)
        for position, name in enumerate(n for n in self.names if n in self.categories):
            texts[:, position] = _category(rows[name])
        return Features(self, numbers, texts)

    def encode_array(self, values: Sequence[Sequence[Any]] | np.ndarray) -> "Features":
        """Return the features of rows of values in the order of `names`, types unchecked."""
        table = np.asarray(values, dtype=object).reshape(-1, len(self.names))
        is_text = np.array([name in self.categories for name in self.names])
        missing = np.array([MISSING_CATEGORY if text else np.nan for text in is_text], dtype=object)
        table = np.where(pd.isna(table), missing, table)
        texts = table[:, is_text]
        for position, value in np.ndenumerate(texts):
            texts[position] = value.encode()
        return Features(self, table[:, ~is_text].astype(np.float32), texts)

    def unknown_categories(self, rows: pd.DataFrame) -> dict[str, list[str]]:
        """Return the categories in the rows that the model never saw, by feature."""
        unknown = {
            name: sorted(set(rows[name].dropna().unique()) - known)
            for name, known in self.categories.items()
        }
        return {name: values for name, values in unknown.items() if values}

    def unknown_heights(self, features: "Features") -> dict[str, float]:
        """Return the features with a value far beyond those of training, with the greatest."""
        if not len(features):
            return {}
        greatest = np.fmax.reduce(features.numbers, axis=0)
        found = {}
        for name, value in zip(self.numbers, greatest.tolist(), strict=True):
            least, most = self.ranges.get(name, (0.0, np.inf))
            if value > most + FAR_BEYOND * max(most - least, abs(most)):
                found[name] = value
        return found

    def _check_range(self, name: str, values: np.ndarray) -> None:
        least, _ = self.ranges.get(name, (-np.inf, np.inf))
        if least < 0 or any(word in name for word in MONEY_WORDS):
            return
        if (values < 0).any():
            raise FeatureError(f"feature {name} must not be negative, but is {values.min():g}")
        if "_share" in name and (values > 1).any():
            raise FeatureError(
                f"feature {name} must be a share from 0 to 1, but is {values.max():g}"
            )


@dataclass(frozen=True)
class Features:
    """Encoded rows: ``numbers`` (rows x numbers, float32), ``texts`` (rows x categories, UTF-8).

    ``threads`` is how many CatBoost may use to predict them; -1: one a core.
    """

    signature: Signature
    numbers: np.ndarray
    texts: np.ndarray
    threads: int = -1

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, name: str) -> np.ndarray:
        """Return one number of each row, as float64."""
        return self.numbers[:, self.signature.numbers.index(name)].astype(float)

    def take(self, rows: np.ndarray) -> "Features":
        """Return the rows of a mask or of positions."""
        return replace(self, numbers=self.numbers[rows], texts=self.texts[rows])

    @cached_property
    def plain(self) -> np.ndarray:
        """The numbers that are learnt from, float32, for models that take no categories."""
        kept = [i for i, name in enumerate(self.signature.numbers) if name not in SCALES]
        return self.numbers[:, kept]

    @cached_property
    def pool(self) -> Pool:
        """The rows as CatBoost takes them, to be predicted."""
        return self.training_pool()

    def training_pool(self, **labels: np.ndarray) -> Pool:
        """Return the rows as CatBoost takes them, with ``label`` and ``weight``."""
        texts = self.texts if self.texts.shape[1] else None
        values = FeaturesData(num_feature_data=self.plain, cat_feature_data=texts)
        return Pool(values, thread_count=self.threads, **labels)


def _only_tells_who_was_asked(column: pd.Series) -> bool:
    return str(column.name).startswith(SURVEY_PREFIX) and column.isna().mean() > MOST_MISSING


def _category(column: pd.Series) -> np.ndarray:
    codes, values = pd.factorize(column)
    wrong = [value for value in values if not isinstance(value, str)]
    if wrong:
        raise FeatureError(f"feature {column.name} must be text, but is {wrong[0]!r}")
    encoded = [value.encode() for value in values] + [MISSING_CATEGORY.encode()]
    return np.array(encoded, dtype=object)[codes]


def _number(column: pd.Series) -> np.ndarray:
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
        values = column.to_numpy(dtype="float64", na_value=np.nan)
    except OverflowError:
        raise FeatureError(f"feature {column.name} must be a finite number") from None
    if (np.abs(values) > np.finfo(np.float32).max).any():
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
