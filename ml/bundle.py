"""A trained model on disk: a folder of its own with the model, a manifest, and a model card.

``model.joblib`` is what is loaded; ``model.cbm`` holds the boosted trees alone, for other tools.
"""

import datetime as dt
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
from catboost import CatBoostRegressor

from data.files import replace_text, sha256
from data.paths import models_dir
from ml.boosted import Boosted, Residual
from ml.card import model_card
from ml.model import RuleModel, SpendModel
from ml.unpickle import Refused, unpickle

MODEL_FILE = "model.joblib"
TREES_FILE = "model.cbm"
MANIFEST_FILE = "manifest.json"
CARD_FILE = "MODEL_CARD.md"
CURRENT_FILE = "CURRENT"
MODEL_ID = re.compile(r"[0-9A-Za-z-]+")
NEEDED = {"model_id", "sha256", "features", "scoring_cutoff", "notice"}


class ModelError(Exception):
    """There is no usable model; the message says what to do."""


@dataclass(frozen=True)
class Bundle:
    """A model and what its manifest says of it."""

    model: SpendModel | RuleModel
    manifest: dict[str, Any]

    @property
    def model_id(self) -> str:
        """Name of the model, as in the predictions mart."""
        return self.manifest["model_id"]


def save(model: SpendModel | RuleModel, manifest: dict[str, Any]) -> Path:
    """Save the model with its manifest, make it the current one, and return its folder."""
    models_dir().mkdir(parents=True, exist_ok=True)
    folder = models_dir() / manifest["model_id"]
    with tempfile.TemporaryDirectory(dir=models_dir(), prefix=".") as aside:
        new, old = Path(aside) / "new", Path(aside) / "old"
        new.mkdir()
        joblib.dump(model, new / MODEL_FILE)
        manifest = {**manifest, "sha256": sha256(new / MODEL_FILE)}
        trees = boosted_trees(model)
        if trees is not None:
            trees.save_model(str(new / TREES_FILE))
            manifest["sha256_trees"] = sha256(new / TREES_FILE)
        replace_text(new / MANIFEST_FILE, json.dumps(manifest, indent=2) + "\n")
        replace_text(new / CARD_FILE, model_card(manifest))
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    replace_text(models_dir() / CURRENT_FILE, manifest["model_id"])
    return folder


def boosted_trees(model: SpendModel | RuleModel) -> CatBoostRegressor | None:
    """Return the trees with the largest share of the expected spend, else those of the interval.

    None where a simple rule is all that is served.
    """
    if not isinstance(model, SpendModel):
        return None
    shares = {
        name: share
        for name, share in model.expected.weights.items()
        if isinstance(model.expected.members[name], Boosted | Residual)
    }
    if not shares:
        return model.quantiles.model
    return model.expected.members[max(shares, key=lambda name: shares[name])].model


def current_folder() -> Path:
    """Return the folder of the current model of ``DATA_DIR``.

    Raises:
        ModelError: no model was trained yet.
    """
    pointer = models_dir() / CURRENT_FILE
    if not pointer.exists():
        raise ModelError(f"no model in {models_dir()}: run `make train` first.")
    name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    if not MODEL_ID.fullmatch(name):
        raise ModelError(f"{pointer} is broken: run `make train` again.")
    return models_dir() / name


def load(folder: Path) -> Bundle:
    """Load the model of a folder, after comparing its sha256 with the manifest.

    Nothing of the file runs but the classes of the model; its signature must be the manifest's.

    Raises:
        ModelError: a file is missing, or the model file is not the one that was saved.
    """
    manifest_path, model_path = folder / MANIFEST_FILE, folder / MODEL_FILE
    if not manifest_path.exists() or not model_path.exists():
        raise ModelError(f"{folder} holds no complete model: run `make train` again.")
    manifest = _read_manifest(manifest_path)
    if sha256(model_path) != manifest["sha256"]:
        raise ModelError(
            f"{model_path} is not the file that its manifest describes (sha256 differs): "
            "run `make train` again."
        )
    try:
        model = unpickle(model_path)
    except Refused as error:
        raise ModelError(f"{model_path} is refused: {error}") from error
    if list(model.signature.types().items()) != list(manifest["features"].items()):
        raise ModelError(
            f"{model_path} has another signature than its manifest: run `make train` again."
        )
    return Bundle(model=model, manifest=manifest)


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        is_whole = (
            set(manifest) >= NEEDED
            and isinstance(manifest["features"], dict)
            and MODEL_ID.fullmatch(manifest["model_id"])
            and dt.date.fromisoformat(manifest["scoring_cutoff"])
        )
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path} is broken: run `make train` again.") from error
    if not is_whole:
        raise ModelError(f"{path} is broken: run `make train` again.")
    return manifest
