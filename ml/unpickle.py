"""Open a pickled model without running anything else that a file could name."""

import pickle
from pathlib import Path
from typing import Any

from ml.model import RuleModel, SpendModel

# All that a model is made of. No callable among them does more than to build a value.
ALLOWED = frozenset(
    {
        ("ml.model", "SpendModel"),
        ("ml.model", "RuleModel"),
        ("ml.model", "Widening"),
        ("ml.features", "Signature"),
        ("catboost.core", "CatBoostRegressor"),
        ("catboost.core", "CatBoostClassifier"),
        ("numpy", "dtype"),
        ("numpy._core.multiarray", "scalar"),
    }
)


class Refused(Exception):
    """The file is no model, or names what no model is made of."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise Refused(f"it names {module}.{name}, which no model is made of.")
        return super().find_class(module, name)


def unpickle(path: Path) -> SpendModel | RuleModel:
    """Return the model of a file that joblib wrote.

    joblib writes an ordinary pickle as long as there are no arrays in it, as in these models.

    Raises:
        Refused: the file is no such model.
    """
    with path.open("rb") as file:
        try:
            model = _Unpickler(file).load()
        except Refused:
            raise
        except Exception as error:  # a broken pickle can raise anything
            raise Refused(f"it is no model ({type(error).__name__}).") from error
    if not isinstance(model, SpendModel | RuleModel):
        raise Refused(f"it holds {type(model).__name__}, which is no model.")
    return model
