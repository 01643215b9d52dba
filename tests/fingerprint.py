"""What two builds of the same inputs must have in common, as hashes."""

import hashlib
import json
import math
import tempfile
from pathlib import Path

import pytest
from catboost import CatBoost

from ml import bundle
from ml.model import SpendModel
from tests.project import query


def fingerprint(data_dir: Path) -> dict[str, str]:
    """Return a hash of each mart's sorted rows and of all trees of the current model.

    Of trees their JSON counts, without `model_info`, which holds ids and times.
    """
    names = query(
        data_dir, "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
    )
    hashes = {
        f"marts.{name}": _hash(_text(query(data_dir, f"select * from marts.{name} order by all")))
        for (name,) in names
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(data_dir))
        model = bundle.load(bundle.current_folder())
    hashes["model_id"] = model.model_id
    for part in ("widening", "calibration"):
        hashes[part] = repr(getattr(model.model, part))
    for name, trees in _all_trees(model.model).items():
        hashes[name] = _hash(_json(trees))
    return hashes


def _all_trees(model: SpendModel) -> dict[str, CatBoost]:
    """Return every CatBoost model by the name of its part."""
    parts = {"quantiles": model.quantiles, "purchase": model.purchase}
    for head in ("expected", "typical"):
        parts |= getattr(model, head).members
    return {
        name: part.model
        for name, part in parts.items()
        if isinstance(getattr(part, "model", None), CatBoost)
    }


def _text(rows: list[tuple]) -> str:
    """Return rows as text; sums of floats over parallel threads may differ in the last bits."""
    return repr([tuple(_figure(x) if isinstance(x, float) else x for x in row) for row in rows])


def _figure(number: float) -> str:
    # Means of decimals often lie just where rounding changes sides; their multiples of pi do not.
    return f"{round(number * math.pi, 7):.9g}"


def _json(head: CatBoost) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        head.save_model(str(path), format="json")
        content = json.loads(path.read_text())
    del content["model_info"]
    return json.dumps(content, sort_keys=True)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
