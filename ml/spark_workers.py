"""What Spark's workers are given, and what they do: predict the rows of their partitions.

They may run on other machines, which have neither this folder nor that of the models.
"""

import hashlib
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data.paths import PROJECT_DIR
from ml import bundle
from ml.features import KEYS
from ml.predict import predict_spend

if TYPE_CHECKING:
    from pyspark import Broadcast, SparkContext

PACKAGES = ("data", "ml")


@dataclass(frozen=True)
class ModelFiles:
    """The files of a model's folder by name, and the sha256 of its manifest, which is their id."""

    sha256: str
    files: "Broadcast[Mapping[str, bytes]]" = field(compare=False)


def ship_model(context: "SparkContext", folder: Path) -> ModelFiles:
    """Send what is loaded of a model's folder to the workers, once to each executor.

    `SparkContext.addFile` would take a local folder only where there is no cluster.
    """
    files = {
        name: (folder / name).read_bytes() for name in (bundle.MANIFEST_FILE, bundle.MODEL_FILE)
    }
    return ModelFiles(_sha256(files[bundle.MANIFEST_FILE]), context.broadcast(files))


def ship_code(context: "SparkContext") -> None:
    """Let the workers import the code that the driver runs; its dependencies they must have."""
    aside = Path(_kept().name) / "code.zip"
    with zipfile.ZipFile(aside, "w") as archive:
        for path in (
            path for name in PACKAGES for path in sorted((PROJECT_DIR / name).glob("*.py"))
        ):
            archive.writestr(zipfile.ZipInfo(str(path.relative_to(PROJECT_DIR))), path.read_bytes())
    # Spark takes the same name twice for the same file.
    named = aside.with_name(f"spend30-{_sha256(aside.read_bytes())[:12]}.zip")
    aside.replace(named)
    context.addPyFile(str(named))


def predictor(
    model_files: ModelFiles,
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """Return what `mapInPandas` calls: batches of features in, keys and predictions out."""

    def predict_batches(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        model = _load(model_files)
        for rows in batches:
            with warnings.catch_warnings():
                # The driver has warned already, of all rows at once.
                warnings.simplefilter("ignore")
                # Spark runs a task on each core: more threads would only take turns.
                predicted = predict_spend(rows, model, threads=1)
            yield pd.concat([rows[list(KEYS)], predicted], axis=1)

    return predict_batches


@cache
def _kept() -> tempfile.TemporaryDirectory:
    """Return a folder that stays until the end: workers that start later fetch the code then."""
    return tempfile.TemporaryDirectory(prefix="spend30-")


@lru_cache(maxsize=1)
def _load(model_files: ModelFiles) -> bundle.Bundle:
    """Return the model, loaded and verified once a worker, which lives for many tasks."""
    with tempfile.TemporaryDirectory(prefix="spend30-") as folder:
        for name, content in model_files.files.value.items():
            (Path(folder) / name).write_bytes(content)
        return bundle.load(Path(folder))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
