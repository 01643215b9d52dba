"""A model file is opened only when it is the one that was saved, and made of nothing but models."""

import json
import os
import pickle
import shutil
import warnings
from pathlib import Path

import joblib
import pytest

from data.files import sha256
from ml import bundle
from ml.model import RuleModel
from ml.predict import predict_spend
from ml.unpickle import ALLOWED, MEMBERS, Refused, unpickle
from ml.warehouse import read_scoring_rows


class _Runs:
    """A pickle that runs a command when it is opened."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple:
        return os.system, (f"touch {self.canary}",)


@pytest.fixture
def folder(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the small drop's model folder."""
    monkeypatch.setenv("DATA_DIR", str(small_run))
    return shutil.copytree(bundle.current_folder(), tmp_path / "model")


def _replace_model(folder: Path, model: object) -> None:
    """Write another model, with a manifest that vouches for it."""
    joblib.dump(model, folder / bundle.MODEL_FILE)
    manifest = json.loads((folder / bundle.MANIFEST_FILE).read_text())
    manifest["sha256"] = sha256(folder / bundle.MODEL_FILE)
    (folder / bundle.MANIFEST_FILE).write_text(json.dumps(manifest))


def test_a_crafted_file_runs_nothing(folder: Path, tmp_path: Path) -> None:
    canary = tmp_path / "it-ran"
    _replace_model(folder, _Runs(canary))
    with pytest.raises(bundle.ModelError, match=r"refused: it names posix\.system"):
        bundle.load(folder)
    assert not canary.exists()
    joblib.load(folder / bundle.MODEL_FILE)
    assert canary.exists(), "the file would have run without the list"


@pytest.mark.parametrize("module", ["builtins.eval", "os.system", "ml.train.train", "json.loads"])
def test_nothing_beyond_the_list_can_be_named(tmp_path: Path, module: str) -> None:
    where, name = module.rsplit(".", 1)
    path = tmp_path / "model.joblib"
    path.write_bytes(b"\x80\x04c" + where.encode() + b"\n" + name.encode() + b"\n.")
    with pytest.raises(Refused, match=f"it names {module}"):
        unpickle(path)


def test_the_list_holds_no_more_than_a_model_needs(folder: Path) -> None:
    needed = set()

    class Watching(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> object:
            needed.add((module, name))
            return super().find_class(module, name)

    with (folder / bundle.MODEL_FILE).open("rb") as file:
        Watching(file).load()
    # A rule, members that earned no place here, and the head for drops in which not all buy.
    spare = {("ml.model", "RuleModel"), ("catboost.core", "CatBoostClassifier")}
    spare |= {(type_.__module__, type_.__name__) for type_ in MEMBERS}
    spare |= {entry for entry in ALLOWED if entry[0].startswith("numpy")}
    assert needed <= set(ALLOWED) <= needed | spare


def _crafted(*steps: bytes) -> bytes:
    return b"\x80\x04" + b"".join(steps) + b"."


def _named(module: str, name: str) -> bytes:
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n"


def test_a_refused_file_changes_no_class(tmp_path: Path) -> None:
    """BUILD with a pair as state sets attributes of whatever it is given, classes too."""
    path, before = tmp_path / "model.joblib", RuleModel.predict_features
    model = _named("ml.model", "RuleModel")
    patch = (
        b"N"
        + b"}"
        + b"\x8c\x10predict_features"
        + _named("ml.model", "SpendModel")
        + b"s"
        + b"\x86b"
    )
    path.write_bytes(_crafted(model, patch))
    with pytest.raises(Refused, match="it changes what no model changes"):
        unpickle(path)
    assert RuleModel.predict_features is before


def test_no_file_builds_numbers_from_anything_but_eight_bytes(tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    dtype, scalar = _named("numpy", "dtype"), _named("numpy._core.multiarray", "scalar")
    path.write_bytes(_crafted(dtype, b"\x8c\x02V8", b"\x85", b"R"))
    with pytest.raises(Refused, match="numbers of the kind 'V8'"):
        unpickle(path)
    path.write_bytes(_crafted(scalar, b"N", b"C\x03abc", b"\x86", b"R"))
    with pytest.raises(Refused, match="it is no model"):
        unpickle(path)
    regressor = _named("catboost.core", "CatBoostRegressor")
    state = b"}" + b"\x8c\x07__model" + b"K\x05" + b"s" + b"b"
    path.write_bytes(_crafted(regressor, b")", b"\x81", state))
    with pytest.raises(Refused, match="a CatBoost model that is none"):
        unpickle(path)
    path.write_bytes(_crafted(regressor, b")", b"R"))
    with pytest.raises(Refused, match="it calls what no model calls"):
        unpickle(path)


@pytest.mark.parametrize("content", [b"", b"\x80", b"nonsense", pickle.dumps({"a": 1})])
def test_what_is_no_model_is_refused_in_words(folder: Path, content: bytes) -> None:
    path = folder / bundle.MODEL_FILE
    path.write_bytes(content)
    with pytest.raises(bundle.ModelError, match="sha256 differs"):
        bundle.load(folder)
    with pytest.raises(Refused, match=r"it is no model|which is no model"):
        unpickle(path)


def test_another_order_of_features_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / bundle.MANIFEST_FILE).read_text())
    manifest["features"] = dict(reversed(manifest["features"].items()))
    (folder / bundle.MANIFEST_FILE).write_text(json.dumps(manifest))
    with pytest.raises(bundle.ModelError, match="another signature"):
        bundle.load(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sha256": "x"}'])
def test_a_broken_manifest_is_refused(folder: Path, content: str) -> None:
    (folder / bundle.MANIFEST_FILE).write_text(content)
    with pytest.raises(bundle.ModelError, match=r"is broken: run `make train`"):
        bundle.load(folder)


def test_a_category_that_the_model_never_saw_is_no_secret(folder: Path) -> None:
    model = bundle.load(folder)
    rows = read_scoring_rows().tail(3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        known = predict_spend(rows, model)
    with pytest.warns(UserWarning, match=r"rfm_segment has 1 categories .* 'Aliens'"):
        unknown = predict_spend(rows.assign(rfm_segment="Aliens"), model)
    assert len(known) == len(unknown) == 3
