"""``docs/architecture.md``: what the system is made of, and how the dashboard calls the model."""

import inspect
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dashboard.generation import Generation, current
from dashboard.guard import watch
from dashboard.new_customers.batch import predict_batch
from dashboard.recompute import Recompute
from dashboard.store.what_if import what_if_features
from dashboard.what_happens.outcome import outcome
from dashboard.what_if.comparison import compare
from data.files import replace_text
from data.paths import PROJECT_DIR
from ml.model import SpendModel
from ml.predict import predict_spend
from reports import places
from reports.documents.markdown import Markdown
from reports.documents.template import written
from reports.drawings.architecture import LAYERS, architecture
from reports.manifest import manifest
from reports.pictures import svg_of_mermaid
from reports.warehouse import Warehouse

# What the text says is called on the way from a page to the model: named by the code itself.
CALLED: dict[str, Callable[..., Any]] = {
    "watch": watch,
    "current": current,
    "query": Generation.query,
    "what_if_features": what_if_features,
    "compare": compare,
    "predict_features": SpendModel.predict_features,
    "explain": SpendModel.explain,
    "outcome": outcome,
    "recompute": Recompute.features,
    "predict_batch": predict_batch,
    "predict_spend": predict_spend,
}


def write(_: Warehouse) -> Path:
    """Write the document and its picture."""
    diagram = architecture(manifest())
    picture = places.images() / "architecture.svg"
    replace_text(picture, svg_of_mermaid(diagram))
    values = {
        "diagram": Markdown(diagram.strip()),
        "layers": _layers(),
        "families": _families(),
        "calls": {name: Markdown(_named(function)) for name, function in CALLED.items()},
        "homes": {name: _home(function) for name, function in CALLED.items()},
    }
    return written("architecture.md", values)


def _layers() -> dict[str, dict[str, int]]:
    models = [n for n in manifest()["nodes"].values() if n["resource_type"] == "model"]
    counts = Counter((n["config"]["schema"], n["config"]["materialized"]) for n in models)
    return {
        layer: {kind: counts[layer, kind] for kind in ("table", "view")} | {"all": sum(
            count for (schema, _), count in counts.items() if schema == layer
        )}
        for layer in LAYERS
    }  # fmt: skip


def _families() -> list[Markdown]:
    """Return the models of the families of features, in the order of their names."""
    nodes = manifest()["nodes"].values()
    names = {n["name"] for n in nodes if n["resource_type"] == "model"}
    families = (name.removeprefix("int_features__") for name in names if "features__" in name)
    return [Markdown(f"`{family}`") for family in sorted(families)]


def _named(function: Callable[..., Any]) -> str:
    # A simple rule may be served as well, by methods of the same names.
    return f"{function.__qualname__.removeprefix('SpendModel.')}()"


def _home(function: Callable[..., Any]) -> str:
    return str(Path(inspect.getfile(function)).relative_to(PROJECT_DIR))
