"""``docs/data-dictionary.md``: every table that users may rely on, from dbt's YAML."""

import re
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from dashboard.labels import family
from reports.documents.dbt_tests import tests_of_column, tests_of_table
from reports.documents.markdown import Markdown, anchor, described, escaped
from reports.documents.template import written
from reports.manifest import manifest
from reports.warehouse import Warehouse

WIDE = 40
GROUPS = {"customer_id": "Key", "cutoff_date": "Key"} | dict.fromkeys(
    ("future_spend_30d", "future_orders_30d"), "Target"
)
OTHER_CATEGORIES = "category_spend_share_other_365d"
EXAMPLE = re.compile(r"```sql\n(.*?)```\n?", re.S)

# The columns that the macro declare_category_columns adds for the retailer at hand.
CATEGORY_COLUMNS = """
select
    table_name,
    column_name,
    lower(data_type) as data_type,
    comment as description
from duckdb_columns()
where
    schema_name = 'marts'
    and table_name in ('customer_features', 'backtest_features')
    and column_name like 'category\\_spend\\_share\\_%' escape '\\'
order by table_name, column_index
"""


def write(warehouse: Warehouse) -> Path:
    """Write the dictionary."""
    added: dict[str, list[dict[str, Any]]] = {}
    for row in warehouse.query(CATEGORY_COLUMNS):
        # It names a category, which is the retailer's word and may be anything.
        column = {**row, "name": row["column_name"], "description": escaped(row["description"])}
        added.setdefault(row["table_name"], []).append(column)
    schemas = {
        schema: [_of_model(node, added.get(node["name"], [])) for node in _models(schema)]
        for schema in ("marts", "quality")
    }
    schemas["raw"] = _raw_tables()
    lists = {
        schema: [_in_the_list(schema, t) for t in tables] for schema, tables in schemas.items()
    }
    return written("data-dictionary.md", {"schemas": schemas, "lists": lists})


def _models(schema: str) -> list[dict[str, Any]]:
    nodes = manifest()["nodes"].values()
    found = (n for n in nodes if n["resource_type"] == "model" and n["config"]["schema"] == schema)
    return sorted(found, key=lambda node: node["name"])


def _of_model(node: Mapping[str, Any], added: list[dict[str, Any]]) -> dict[str, Any]:
    columns = list(node["columns"].values())
    known = {column["name"] for column in columns}
    at = next(
        (i for i, c in enumerate(columns) if c["name"] == "category_spend_share_other_365d"), 0
    )
    columns[at:at] = [column for column in added if column["name"] not in known]
    example = EXAMPLE.search(node["description"])
    rows = [_column(column, tests_of_column(node, column["name"])) for column in columns]
    unit_tests = [
        (Markdown(f"`{test['name']}`"), described(test["description"]))
        for test in manifest()["unit_tests"].values()
        if test["model"] == node["name"]
    ]
    return {
        "name": node["name"],
        "source": f"dbt_project/{node['original_file_path']}",
        "grain": described(EXAMPLE.sub("", node["description"]), is_cell=False),
        "example": Markdown(example[1].rstrip()) if example else None,
        "groups": [] if _described_in(node) else _groups(rows),
        "same_as": _described_in(node),
        "columns": len(columns),
        "tests": [described(test) for test in tests_of_table(node)],
        "unit_tests": sorted(unit_tests),
    }


def _described_in(node: Mapping[str, Any]) -> str | None:
    """Return the table whose YAML states the same columns for this one, if there is one."""
    stem = Path(node["patch_path"]).stem
    return None if stem == node["name"] else stem


def _groups(rows: list[list[Markdown]]) -> list[tuple[str | None, list[list[Markdown]]]]:
    """Return the rows of a wide table by the families of its columns, those of others as one."""
    if len(rows) < WIDE:
        return [(None, rows)]
    grouped = groupby(rows, lambda row: GROUPS.get(row[0].strip("`")) or family(row[0].strip("`")))
    return [(title, list(found)) for title, found in grouped]


def _raw_tables() -> list[dict[str, Any]]:
    sources = [node for node in manifest()["sources"].values() if node["source_name"] == "raw"]
    return [
        {
            "name": node["name"],
            "source": f"dbt_project/{node['original_file_path']}",
            "grain": described(node["description"]),
            "example": None,
            "groups": _groups([_column(c, _asked_of(c)) for c in node["columns"].values()]),
            "same_as": None,
            "columns": len(node["columns"]),
            "tests": [],
            "unit_tests": [],
        }
        for node in sources
        if node["columns"]
        and "record_number" not in node["columns"]
        and node["name"] != "input_files"
    ]


def _in_the_list(schema: str, found: Mapping[str, Any]) -> list[Markdown]:
    name = f"{schema}.{found['name']}"
    first_sentence = re.split(r"(?<=\.)\s|:\s+-\s", found["grain"], maxsplit=1)[0]
    return [
        Markdown(f"[`{name}`](#{anchor(name)})"),
        Markdown(found["columns"]),
        Markdown(" ".join(first_sentence.split())),
    ]


def _column(column: Mapping[str, Any], tests: list[str]) -> list[Markdown]:
    name = Markdown(f"`{column['name']}`")
    kind = Markdown(str(column["data_type"]).replace(" ", ""))
    meaning = column["description"]
    if not isinstance(meaning, Markdown):
        meaning = described(meaning)
    return [name, kind, meaning, described("; ".join(tests))]


def _asked_of(column: Mapping[str, Any]) -> list[str]:
    return ["may be missing"] if column["config"]["meta"].get("optional") else []
