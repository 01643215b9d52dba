"""A trained model on disk: ``model.joblib`` and ``manifest.json`` in a folder of their own."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from data.paths import models_dir
from ml.model import RuleModel, SpendModel

MODEL_FILE = "model.joblib"
MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "CURRENT"


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
    folder = models_dir() / manifest["model_id"]
    folder.mkdir(parents=True, exist_ok=True)
    model_path = folder / MODEL_FILE
    beside = model_path.with_suffix(".new")
    joblib.dump(model, beside)
    beside.replace(model_path)
    write_manifest(folder, {**manifest, "sha256": sha256(model_path)})
    _write_text(models_dir() / CURRENT_FILE, manifest["model_id"])
    return folder


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of the model in ``folder``."""
    _write_text(folder / MANIFEST_FILE, json.dumps(manifest, indent=2) + "\n")


def current_folder() -> Path:
    """Return the folder of the current model of ``DATA_DIR``.

    Raises:
        ModelError: no model was trained yet.
    """
    pointer = models_dir() / CURRENT_FILE
    if not pointer.exists():
        raise ModelError(f"no model in {models_dir()}: run `make train` first.")
    return models_dir() / pointer.read_text(encoding="utf-8").strip()


def load(folder: Path) -> Bundle:
    """Load the model of a folder, after comparing its sha256 with the manifest.

    Raises:
        ModelError: a file is missing, or the model file is not the one that was saved.
    """
    manifest_path, model_path = folder / MANIFEST_FILE, folder / MODEL_FILE
    if not manifest_path.exists() or not model_path.exists():
        raise ModelError(f"{folder} holds no complete model: run `make train` again.")
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    if sha256(model_path) != manifest["sha256"]:
        raise ModelError(
            f"{model_path} is not the file that its manifest describes (sha256 differs): "
            "run `make train` again."
        )
    return Bundle(model=joblib.load(model_path), manifest=manifest)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_text(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
