"""Write the dbt docs as one page, the same on every machine: ``python -m reports.dbt_docs``.

dbt's own static page also holds the paths of this machine, the id of its user, the time at which
each file was read, and the macros of dbt itself. Nothing that people look for is left out here.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dbt.cli.main import dbtRunner

from data.files import replace_text
from data.paths import PROJECT_DIR, data_dir
from reports import places

PROJECT = "spend30"
# Of the facts about the run itself, those that the page needs or that are the same everywhere.
KEPT_METADATA = (
    "dbt_schema_version",
    "dbt_version",
    "project_name",
    "adapter_type",
    "send_anonymous_usage_stats",
)
# Of each model, test, macro and so on: when and where it was read, and its settings said twice.
LEFT_OUT = ("created_at", "checksum", "unrendered_config", "build_path", "compiled_path")
UNUSED_SECTIONS = ("disabled", "selectors", "group_map")
# What dbt's page asks for before its script has filled it in, each an error in the console, and an
# address that a file does not have.
UNFILLED = {
    '<link rel="canonical" href="/overview/"/>': "",
    'xlink:href="{{': 'ng-attr-href="{{',
    "${require('./assets/favicons/favicon.ico')}": "data:,",
}
LINEAGE = (
    "#!/overview/spend30?g_v=1&g_i=%2Bcustomer_features&g_e=test_type:unit%20test_type:singular"
)


def write() -> Path:
    """Write ``reports/dbt-docs.html`` and return its path.

    Raises:
        RuntimeError: dbt cannot make the docs; the message is dbt's.
    """
    with TemporaryDirectory() as folder:
        _generate(Path(folder))
        manifest, catalog, page = (
            (Path(folder) / name).read_text(encoding="utf-8")
            for name in ("manifest.json", "catalog.json", "index.html")
        )
    known = _without_this_machine(json.loads(manifest))
    found = json.loads(catalog)
    _describe_columns_of_the_data(known, found)
    for early, late in UNFILLED.items():
        page = page.replace(early, late)
    for name, content in (("MANIFEST", known), ("CATALOG", _without_comments(found))):
        page = page.replace(f'"{name}.JSON INLINE DATA"', _as_script(content))
    path = places.reports() / "dbt-docs.html"
    replace_text(path, page)
    return path


def _generate(folder: Path) -> None:
    arguments = ["--quiet", "docs", "generate", "--target-path", str(folder)]
    arguments += ["--project-dir", str(PROJECT_DIR / "dbt_project")]
    arguments += ["--profiles-dir", str(PROJECT_DIR), "--vars", os.environ.get("VARS") or "{}"]
    done = dbtRunner().invoke(arguments)
    if not done.success:
        raise RuntimeError(f"dbt cannot make the docs: {done.exception or 'see above'}")


def _without_this_machine(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest without paths, times and ids of this run, and without dbt's macros."""
    kept = {name: part for name, part in manifest.items() if name not in UNUSED_SECTIONS}
    kept["metadata"] = _of_any_run(manifest["metadata"])
    kept["macros"] = {
        name: macro
        for name, macro in manifest["macros"].items()
        if macro["package_name"] == PROJECT
    }
    for section in kept.values():
        for part in section.values():
            if isinstance(part, dict):
                for name in LEFT_OUT:
                    part.pop(name, None)
                # The files of this machine that the sources are.
                if "compiled_code" in part:
                    part["compiled_code"] = _with_relative_paths(part["compiled_code"])
    for links in (kept["parent_map"], kept["child_map"]):
        for ends in links.values():
            ends.sort()
    return kept


def _of_any_run(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: metadata[name] for name in KEPT_METADATA if name in metadata}


def _with_relative_paths(sql: str | None) -> str | None:
    if sql is None:
        return None
    return sql.replace(str(data_dir().resolve()), "data").replace(f"{PROJECT_DIR}/", "")


def _describe_columns_of_the_data(manifest: dict[str, Any], catalog: dict[str, Any]) -> None:
    """Take the comments of columns that no YAML can name: the shares of a retailer's categories."""
    for name, table in catalog["nodes"].items():
        described = manifest["nodes"][name]["columns"]
        for column in table["columns"].values():
            if column["name"] not in described and column["comment"]:
                described[column["name"]] = {
                    "name": column["name"],
                    "description": column["comment"],
                    "data_type": column["type"],
                    "meta": {},
                    "tags": [],
                }


def _without_comments(catalog: dict[str, Any]) -> dict[str, Any]:
    """Return the catalog without comments, which are the descriptions of the manifest again."""
    for section in (catalog["nodes"], catalog["sources"]):
        for table in section.values():
            table["metadata"]["comment"] = None
            for column in table["columns"].values():
                column["comment"] = None
    return {**catalog, "metadata": _of_any_run(catalog["metadata"])}


def _as_script(content: dict[str, Any]) -> str:
    """Return JSON that may stand in a page's script, its parts in the order of their names."""
    sections = {
        name: dict(sorted(part.items())) if isinstance(part, dict) else part
        for name, part in content.items()
    }
    text = json.dumps(sections, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/")


if __name__ == "__main__":
    try:
        written = write()
    except RuntimeError as error:
        sys.exit(str(error))
    print(f"{written.relative_to(places.root())} ({written.stat().st_size / 1e6:.1f} MB)")
    print(f"The lineage of the mart, tests left out: {written.as_uri()}{LINEAGE}")
