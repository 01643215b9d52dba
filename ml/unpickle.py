"""Open a pickled model without running anything else that a file could name."""

import pickle
import struct
from pathlib import Path
from typing import Any, ClassVar

from catboost import CatBoostClassifier, CatBoostRegressor

from ml.blend import Blend
from ml.boosted import Boosted, Residual
from ml.buy_till_you_die import BuyTillYouDie
from ml.candidates import Grown
from ml.ensemble import Ensemble
from ml.features import Signature
from ml.interval import Widening
from ml.model import RuleModel, SpendModel
from ml.purchase import Calibration, Purchase
from ml.purchase_history import PurchaseHistory
from ml.rules import Constant, LastDays
from ml.typical import MedianResidual, Quantiles


class Refused(Exception):
    """The file is no model, or names what no model is made of."""


class _Float64:
    """Stands for numpy's dtype of that name, whose real state could point anywhere in memory."""

    def __init__(self, kind: str, *_: object) -> None:
        if kind != "f8":
            raise Refused(f"it holds numbers of the kind {kind!r}.")


def _number(_: _Float64, content: bytes) -> float:
    """Return the number that numpy wrote: CatBoost keeps the importance of its features so."""
    return struct.unpack("<d", content)[0]


MEMBERS = (
    *(Boosted, Residual, MedianResidual, Quantiles, Grown, Blend),
    *(PurchaseHistory, BuyTillYouDie, Constant, LastDays),
)
CLASSES = (
    *(SpendModel, RuleModel, Signature, Ensemble, Widening, Calibration, Purchase),
    *(CatBoostRegressor, CatBoostClassifier),
    *MEMBERS,
)
ALLOWED: dict[tuple[str, str], Any] = {
    **{(class_.__module__, class_.__name__): class_ for class_ in CLASSES},
    ("numpy", "dtype"): _Float64,
    ("numpy._core.multiarray", "scalar"): _number,
}


# Python's own unpickler, not that in C: its steps can be looked at one by one.
class _Unpickler(pickle._Unpickler):
    dispatch: ClassVar = dict(pickle._Unpickler.dispatch)

    def find_class(self, module: str, name: str) -> Any:
        try:
            return ALLOWED[module, name]
        except KeyError:
            raise Refused(f"it names {module}.{name}, which no model is made of.") from None

    def load_reduce(self) -> None:
        """Call a function: only what reads a number."""
        if self.stack[-2] not in (_Float64, _number):
            raise Refused("it calls what no model calls.")
        super().load_reduce()

    def load_build(self) -> None:
        """Set the state of an instance: only by names, and never of a class."""
        instance, state = self.stack[-2], self.stack[-1]
        if type(instance) is _Float64:
            self.stack.pop()
            return
        if type(instance) not in CLASSES or type(state) is not dict:
            raise Refused("it changes what no model changes.")
        if not isinstance(state.get("__model", b""), bytes):
            raise Refused("it holds a CatBoost model that is none.")
        super().load_build()

    dispatch[pickle.REDUCE[0]] = load_reduce
    dispatch[pickle.BUILD[0]] = load_build


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
    is_model = isinstance(model, SpendModel | RuleModel)
    if not is_model or not isinstance(getattr(model, "signature", None), Signature):
        raise Refused(f"it holds {type(model).__name__}, which is no model.")
    return model
