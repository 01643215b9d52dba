"""Run the compiled models again on other raw rows, in memory: a build in a fraction of a second.

dbt builds a tiny drop once; what it compiled is then executed, model by model in the order of the
manifest, on whatever rows a test makes up. The SQL is dbt's own, word for word.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from data.contract import UNREADABLE
from data.dbt_plugin import Plugin
from tests.drops import COLUMNS, Drop, drop_of_sales, sale, write_csv
from tests.project import dbt

CHECKED_AT = datetime(2030, 1, 1)
CATEGORIES = ["Food", "Drink"]


class Replay:
    """The compiled models of some targets and all before them, ready to run on any drop."""

    def __init__(
        self, data_dir: Path, targets: tuple[str, ...] = ("customer_features",), **variables: Any
    ) -> None:
        write_csv(drop_of_sales([sale("T1", "C1", "2024-01-01", 1)]), data_dir / "raw")
        variables = {"category_columns": CATEGORIES, **variables}
        dbt("run", "--select", "+int_categories", data_dir=data_dir, **variables)
        selected = [f"+{target}" for target in targets]
        dbt("compile", "--select", *selected, data_dir=data_dir, **variables)
        manifest = json.loads((data_dir / "target" / "manifest.json").read_text())
        keys = [f"model.spend30.{target}" for target in targets]
        self._models = list(_in_order(manifest["nodes"], keys))
        self._con = duckdb.connect()
        self._con.execute("set TimeZone = 'UTC'; set threads = 1")
        # The drops are tiny: planning is all that they cost.
        self._con.execute("pragma disable_optimizer")
        self._con.execute("attach ':memory:' as warehouse; use warehouse")
        for schema in ("raw", "staging", "intermediate", "marts", "snapshots", "quality"):
            self._con.execute(f"create schema if not exists warehouse.{schema}")

    def features(
        self,
        drop: Drop,
        checked_at: datetime = CHECKED_AT,
        broken: tuple[str, str, str] | None = None,
    ) -> dict[tuple[str, Any], dict[str, Any]]:
        """Return `marts.customer_features` as the drop gives it: row by (customer_id, cutoff_date).

        ``broken`` is (model, a piece of its SQL, what stands there instead).
        """
        self._load(drop, checked_at)
        self._run(broken)
        return self.rows_of("customer_features")

    def rows_of(self, mart: str) -> dict[tuple[str, Any], dict[str, Any]]:
        """Return a mart of features as it was built last: row by (customer_id, cutoff_date)."""
        rows = self._con.execute(f"select * from warehouse.marts.{mart}")
        names = [column[0] for column in rows.description]
        found = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        return {(row["customer_id"], row["cutoff_date"]): row for row in found}

    def build_from_files(self) -> None:
        """Check and load the files of ``DATA_DIR`` as dbt does, and run the models on them."""
        Plugin("raw", {}).configure_connection(self._con)
        self._run()

    def query(self, sql: str) -> list[tuple]:
        """Return the rows of a query on what was built last."""
        return self._con.execute(sql).fetchall()

    def _run(self, broken: tuple[str, str, str] | None = None) -> None:
        for schema, name, compiled in self._models:
            sql = compiled
            if broken and broken[0] == name:
                assert broken[1] in sql, f"{broken[1]} is not in {name}"
                sql = sql.replace(*broken[1:])
            self._con.execute(f'create or replace table warehouse."{schema}"."{name}" as {sql}')

    def rejected(self) -> int:
        """Return how many headers and lines of the last drop were rejected."""
        tables = ("staging.stg_store_sales_header", "intermediate.int_line_items")
        counts = [
            self._con.execute(
                f"select count(*) from warehouse.{table} where rejection_reason is not null"
            ).fetchall()[0][0]
            for table in tables
        ]
        return sum(counts)

    def _load(self, drop: Drop, checked_at: datetime) -> None:
        for table, names in COLUMNS.items():
            rows = drop[table]
            columns = {name: [_text(row.get(name)) for row in rows] for name in names}
            columns["record_number"] = list(range(1, len(rows) + 1))
            columns |= {name: [None] * len(rows) for name in UNREADABLE}
            types = [(name, pyarrow.string()) for name in (*names, *UNREADABLE)]
            schema = pyarrow.schema([*types, ("record_number", pyarrow.int64())])
            raw = pyarrow.table(columns, schema)
            self._con.register("raw_rows", raw)
            self._con.execute(f"create or replace table warehouse.raw.{table} as from raw_rows")
        findings = ", ".join(f"('{table}', timestamptz '{checked_at}+00')" for table in COLUMNS)
        self._con.execute(
            "create or replace table warehouse.raw.input_files as "
            f"from (values {findings}) as findings (source_table, checked_at)"
        )


def _in_order(nodes: dict[str, dict], last: list[str]) -> Iterable[tuple[str, str, str]]:
    """Yield schema, name and SQL of some models and their ancestors, parents first."""
    done: set[str] = set()

    def visit(key: str) -> Iterable[tuple[str, str, str]]:
        if key in done or key not in nodes:
            return
        done.add(key)
        node = nodes[key]
        for parent in node["depends_on"]["nodes"]:
            yield from visit(parent)
        sql = (
            _first_snapshot(node) if node["resource_type"] == "snapshot" else node["compiled_code"]
        )
        yield node["schema"], node["name"], sql

    for key in last:
        yield from visit(key)


def _first_snapshot(node: dict) -> str:
    """Return what dbt's first run of the snapshot records: today's rows, valid from their check."""
    (parent,) = node["depends_on"]["nodes"]
    return (
        "select *, checked_at as valid_from, timestamp '9999-12-31' as valid_to "
        f"from warehouse.intermediate.{parent.split('.')[-1]}"
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
