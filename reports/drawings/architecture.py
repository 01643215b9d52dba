"""What the system is made of and which way data go, in Mermaid's language.

Layers and their models are counted in dbt's manifest; a part that the project no longer has is an
error.
"""

from collections import Counter
from typing import Any

from data.contract import raw_tables
from data.formatting import counted
from data.paths import PROJECT_DIR

LAYERS = ("staging", "intermediate", "marts", "quality")
# Where each part of the code stands, and what it is called on the drawing.
PARTS = {
    "data/inputs": "checks the inputs",
    "ml": "tests, trains, scores, explains",
    "data/publish.py": "publishes mart and model together",
    "dashboard": "shows them, answers what-if",
}


def architecture(manifest: dict[str, Any]) -> str:
    """Return the diagram.

    Args:
        manifest: of `reports.manifest`.

    Raises:
        FileNotFoundError: a part on the drawing is not in the project.
        ValueError: the layers of the project are others than those on the drawing.
    """
    for part in PARTS:
        if not (PROJECT_DIR / part).exists():
            raise FileNotFoundError(f"{part} is on the drawing of the architecture, but not there.")
    models, tests = _counts(manifest)
    return f"""flowchart TB
    files[("raw files<br/>CSV or Parquet")]
    {_part("check", "data/inputs")}
    subgraph warehouse [" "]
        direction LR
        staging["staging<br/>{counted(models["staging"], "model")}: clean, judge"]
        intermediate["intermediate<br/>{counted(models["intermediate"], "model")}: features"]
        marts[("marts<br/>{counted(models["marts"], "table")} for users")]
        quality[("quality<br/>{counted(models["quality"], "table")}: what was rejected")]
    end
    {_part("ml", "ml")}
    {_part("publish", "data/publish.py")}
    {_part("dashboard", "dashboard")}
    analysts(["SQL users,<br/>data scientists"])
    managers(["managers"])
    files -- {counted(len(raw_tables()), "table")} --> check
    check -- "dbt build on DuckDB or Spark, {counted(tests, "test")}" --> staging
    staging --> intermediate --> marts
    staging --> quality
    marts -- features, target --> ml
    ml -- predictions --> marts
    ml -- model --> publish
    marts --> publish
    quality --> publish
    publish -- verified generation --> dashboard --> managers
    marts --> analysts
"""


def _part(name: str, place: str) -> str:
    return f'{name}["{place.removesuffix(".py")}<br/>{PARTS[place]}"]'


def _counts(manifest: dict[str, Any]) -> tuple[Counter[str], int]:
    """Return the models of each layer, and how many tests dbt runs."""
    nodes = manifest["nodes"].values()
    models = Counter(n["config"]["schema"] for n in nodes if n["resource_type"] == "model")
    missing = set(models) ^ set(LAYERS)
    if missing:
        raise ValueError(f"The drawing of the architecture does not fit the layers: {missing}")
    tests = sum(node["resource_type"] == "test" for node in nodes)
    return models, tests + len(manifest["unit_tests"])
