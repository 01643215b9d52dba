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
        f"marts.{name}": _hash(_text(query(data_dir, f"select * from marts.{name} order by all")))
        for (name,) in names
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(data_dir))
        model = bundle.load(bundle.current_folder())
    hashes["model_id"] = model.model_id
    hashes["widening"] = repr(model.model.widening)
    for head in ("expected", "quantiles", "purchase"):
        hashes[head] = _hash(_json(getattr(model.model, head)))
    return hashes


def _text(rows: list[tuple]) -> str:
    """Return rows as text; sums of floats over parallel threads may differ in the last bits."""
    return repr(
        [tuple(f"{round(x, 7):.9g}" if isinstance(x, float) else x for x in row) for row in rows]
    )


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
