"""What two builds of the same inputs must have in common, as hashes."""

import hashlib
import json
import tempfile
from pathlib import Path

import pytest

from ml import bundle
from tests.project import query


def fingerprint(data_dir: Path) -> dict[str, str]:
    """Return a hash of each mart's sorted rows and of each head of the current model.

    Of a head its JSON counts, without `model_info`, which holds ids and times.
    """
    names = query(
        data_dir, "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
    )
    hashes = {
        f"marts.{name}": _hash(repr(query(data_dir, f"select * from marts.{name} order by all")))
        for (name,) in names
        # Sums of floats over parallel threads may differ in the last bit.
        if name != "model_metrics"
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(data_dir))
        model = bundle.load(bundle.current_folder())
    hashes["model_id"] = model.model_id
    hashes["widening"] = repr(model.model.widening)
    for head in ("expected", "quantiles", "purchase"):
        hashes[head] = _hash(_json(getattr(model.model, head)))
    return hashes


def _json(head: object) -> str:
    if isinstance(head, float):
        return repr(head)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        head.save_model(str(path), format="json")
        content = json.loads(path.read_text())
    del content["model_info"]
    return json.dumps(content, sort_keys=True)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
