"""The rules of the house, read from dbt's manifest."""

import json
import re
import sys
from pathlib import Path

import pytest

from data.paths import PROJECT_DIR
from tests.project import dbt, query, run

LAYERS = ["staging", "intermediate", "marts"]
JUDGES = ["int_repeated_line_items", "int_line_items"]
# The same columns are described once; YAML has no other way to say "the same".
SHARED_YAML = {"backtest_features": "customer_features"}


@pytest.fixture(scope="module")
def nodes(sample) -> dict[str, dict]:
    """Return the project's models by name, from a manifest parsed now."""
    dbt("parse", data_dir=sample.data_dir)
    manifest = json.loads((sample.data_dir / "target" / "manifest.json").read_text())
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


def _parents(node: dict) -> list[str]:
    return [
        name.split(".")[-1] for name in node["depends_on"]["nodes"] if name.startswith("model.")
    ]


def test_there_are_seven_staging_models_and_they_read_sources_only(nodes: dict) -> None:
    staging = [node for node in nodes.values() if node["config"]["schema"] == "staging"]
    assert len(staging) == 7
    assert not [node["name"] for node in staging if _parents(node)]


def test_no_model_reads_from_a_later_layer(nodes: dict) -> None:
    for node in nodes.values():
        layer = node["config"]["schema"]
        if layer in LAYERS:
            for parent in _parents(node):
                parent_layer = nodes[parent]["config"]["schema"]
                assert LAYERS.index(parent_layer) <= LAYERS.index(layer), (node["name"], parent)


def test_only_the_marts_read_the_target(nodes: dict) -> None:
    def readers(name: str) -> set[str]:
        return {node["name"] for node in nodes.values() if name in _parents(node)}

    assert readers("int_targets") == {"int_customer_features"}
    assert readers("int_customer_features") == {"customer_features", "backtest_features"}


def test_each_model_has_its_own_yaml_with_a_description(nodes: dict) -> None:
    for name, node in nodes.items():
        path = PROJECT_DIR / "dbt_project" / node["original_file_path"]
        described_in = node["patch_path"].removeprefix("spend30://")
        assert Path(described_in).stem == SHARED_YAML.get(name, name)
        assert path.with_name(Path(described_in).name).exists(), name
        assert node["description"].startswith("One row per"), name


def test_marts_have_enforced_contracts_and_describe_every_column(sample, nodes: dict) -> None:
    for name, node in nodes.items():
        if node["config"]["schema"] != "marts":
            continue
        assert node["config"]["contract"]["enforced"], name
        undescribed = query(
            sample.data_dir,
            "select column_name from duckdb_columns() where schema_name = 'marts' "
            f"and table_name = '{name}' and coalesce(comment, '') = ''",
        )
        assert undescribed == [], name


def test_whoever_reads_judged_records_takes_accepted_ones_only(nodes: dict) -> None:
    """The verdict must be asked for in every model that is not there to give or count verdicts."""
    for name, node in nodes.items():
        if node["config"]["schema"] == "quality" or name in JUDGES:
            continue
        reads = len(re.findall(r"ref\('(?:stg_|int_line_items)", node["raw_code"]))
        asks = len(re.findall(r"rejection_reason is null", node["raw_code"]))
        assert reads == asks, node["name"]


def test_no_sql_reads_a_clock() -> None:
    clocks = re.compile(r"\b(now\(\)|current_date|current_timestamp|today\(\)|getdate\()", re.I)
    for path in (PROJECT_DIR / "dbt_project").rglob("*.sql"):
        if "target" not in path.parts:
            assert not clocks.search(path.read_text()), path


def test_the_dashboard_has_its_sql_in_its_modules_of_questions() -> None:
    for path in Path(PROJECT_DIR / "dashboard").rglob("*.py"):
        if path.parent.name != "store" and path.name != "recompute.py":
            assert not re.search(r"\bselect\b[^:]*\bfrom\b", path.read_text()), path


def test_the_examples_in_the_documentation_run(sample, nodes: dict) -> None:
    for name, node in nodes.items():
        example = re.search(r"```sql\n(.*?)```", node["description"], re.S)
        assert example or node["config"]["schema"] not in ("marts", "quality"), name
        if example:
            query(sample.data_dir, example[1])


def test_public_columns_are_described_and_typed_in_yaml(nodes: dict) -> None:
    for name, node in nodes.items():
        if node["access"] != "public":
            continue
        for column in node["columns"].values():
            assert column["description"], (name, column["name"])
            assert column["data_type"], (name, column["name"])


def test_every_grain_is_tested(sample, nodes: dict) -> None:
    manifest = json.loads((sample.data_dir / "target" / "manifest.json").read_text())
    tested = {
        node["attached_node"].split(".")[-1]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and node.get("attached_node")
        and node["test_metadata"]["name"] in ("unique", "unique_number", "unique_together")
    }
    assert set(nodes) - tested == set()


def test_the_dbt_project_gets_full_marks(sample, nodes: dict) -> None:
    manifest = sample.data_dir / "target" / "manifest.json"
    command = (
        str(Path(sys.executable).with_name("dbt-score")),
        "lint",
        "--manifest",
        str(manifest),
    )
    done = run(*command, data_dir=sample.data_dir)
    assert "Project score: 10.0" in re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)


def test_every_macro_that_differs_by_engine_has_an_example() -> None:
    folder = PROJECT_DIR / "dbt_project"
    macros = (folder / "macros" / "engines.sql").read_text(encoding="utf-8")
    examples = (folder / "tests" / "assert_the_engines_agree.sql").read_text(encoding="utf-8")
    defined = set(re.findall(r"macro (\w+)\(", macros))
    engines = ("duckdb", "spark")
    asked = {name for name in defined if not name.startswith(tuple(f"{e}__" for e in engines))}
    assert defined == asked | {f"{engine}__{name}" for engine in engines for name in asked}
    assert asked == set(re.findall(r"^    \('(\w+)',", examples, re.M)) | set(
        re.findall(r"'(\w+)' as macro", examples)
    )
