"""Are the marts that Spark built those that DuckDB built? ``python -m tests.parity``.

Every public table of ``DATA_DIR`` is compared row by row and column by column: keys, text, whole
numbers, days, yes or no and money must be equal, floats but for what the order of a sum leaves.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from data.paths import PROJECT_DIR, data_dir, warehouse_path

SCHEMAS = ("marts", "quality")
# Each engine hashes rows in its own way, so equal marts have two fingerprints.
IGNORED = frozenset({"mart_fingerprint"})
# Of the larger of two floats; of 1 where both are smaller, where 0 and 1e-17 mean the same.
TOLERANCE = 1e-9
SHOWN = 3
KINDS = {
    "float": ("DOUBLE", "FLOAT"),
    "decimal": ("DECIMAL",),
    "whole number": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
    "timestamp": ("TIMESTAMP",),
}
# How far two floats are apart, as a share; NULL where one is NULL, NaN or infinite.
APART = (
    "case when isfinite({0}) and isfinite({1}) "
    "then abs({0} - {1}) / greatest(abs({0}), abs({1}), 1) end"
)


class ParityError(Exception):
    """There is nothing to compare; the message says what is missing."""


@dataclass(frozen=True)
class Table:
    """A public table, and the columns that together tell its rows apart."""

    name: str
    grain: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What the comparison of one table found; ``furthest`` is None where there are no floats."""

    rows: int
    columns: int
    furthest: float | None
    differences: list[str]


def public_tables() -> list[Table]:
    """Return the models of the public schemas, with their grain as their YAML tests it."""
    return [
        Table(f"{schema}.{model['name']}", _grain(model))
        for schema in SCHEMAS
        for path in sorted((PROJECT_DIR / "dbt_project" / "models" / schema).glob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]


def connect() -> duckdb.DuckDBPyConnection:
    """Return a connection that reads the DuckDB warehouse of ``DATA_DIR``, as ``duck``.

    Raises:
        ParityError: there is none, or it is in use.
    """
    if not warehouse_path().exists():
        raise ParityError(f"{warehouse_path()} does not exist: run `make build` first.")
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    try:
        con.execute(f"attach {_text(warehouse_path())} as duck (read_only)")
    except duckdb.IOException as error:
        raise ParityError(str(error).splitlines()[0]) from error
    return con


def compare(con: duckdb.DuckDBPyConnection, table: Table) -> Verdict:
    """Compare a table of the DuckDB warehouse with the Parquet files of Spark's table.

    Returns:
        The rows and columns of DuckDB's, and a sentence for each difference: at most ``SHOWN`` for
        the rows of one side, and as many for each column.
    """
    schema, name = table.name.split(".")
    folder = data_dir() / "warehouse.spark" / "tables" / f"{schema}.db" / name
    here, there = f"duck.{table.name}", f"read_parquet({_text(folder / '*.parquet')})"
    try:
        ours = _columns(con, here)
    except duckdb.CatalogException:
        return Verdict(0, 0, None, [f"DuckDB has no {table.name}"])
    ((rows,),) = con.execute(f"select count(*) from {here}").fetchall()
    if not any(folder.glob("*.parquet")):
        return Verdict(rows, len(ours), None, [f"{folder} holds no Parquet files"])
    theirs = _columns(con, there)
    differences = [*_schema_differences(ours, theirs)]
    compared = [name for name in ours if name not in IGNORED and ours[name] == theirs.get(name)]
    furthest = None
    if set(table.grain) - IGNORED <= set(compared):
        pairs = _Pairs(con, here, there, tuple(k for k in table.grain if k in compared), compared)
        differences += pairs.row_differences()
        for column in compared:
            differences += pairs.value_differences(column, ours[column])
        furthest = pairs.furthest([name for name in compared if ours[name] == "float"])
    return Verdict(rows, len(ours), furthest, differences)


class _Pairs:
    """The rows of both sides side by side, found by their grain, or by their order without one."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        here: str,
        there: str,
        grain: tuple[str, ...],
        compared: list[str],
    ):
        self.con, self.here, self.there = con, here, there
        self.grain = grain or ("row",)
        columns = ", ".join(compared)
        # `there` is NULL where a side has no row: a struct of NULLs is not.
        number = "" if grain else f", row_number() over (order by {columns}) as row"
        same = " and ".join(f"duck.{key} is not distinct from spark.{key}" for key in self.grain)
        con.execute(
            f"""
            create or replace temp table pairs as
            select duck, spark
            from (select true as there, {columns}{number} from {here}) as duck
            full join (select true as there, {columns}{number} from {there}) as spark on {same}
            """
        )

    def row_differences(self) -> Iterator[str]:
        """Yield what is said of the numbers of rows, and of rows that only one side has."""
        counts = [
            self.con.execute(f"select count(*) from {side}").fetchone()[0]
            for side in (self.here, self.there)
        ]
        if counts[0] != counts[1]:
            yield f"{counts[0]:,} rows in DuckDB, {counts[1]:,} in Spark"
        for side, other, name in (("duck", "spark", "DuckDB"), ("spark", "duck", "Spark")):
            yield from (
                f"{_named(self.grain, key)}: only in {name}"
                for key in self._rows(self._key(side), f"{other}.there is null")
            )

    def value_differences(self, column: str, kind: str) -> Iterator[str]:
        """Yield what is said of the rows of both sides in which a column differs."""
        one, other = f"duck.{column}", f"spark.{column}"
        differs = f"{one} is distinct from {other}"
        if kind == "float":
            differs += f" and not coalesce({APART.format(one, other)} <= {TOLERANCE}, false)"
        both = f"duck.there and spark.there and {differs}"
        ((count,),) = self.con.execute(f"select count(*) from pairs where {both}").fetchall()
        if count:
            yield f"{column} differs in {count:,} rows"
        for *key, here, there in self._rows(f"{self._key('duck')}, {one}, {other}", both):
            yield f"{_named(self.grain, key)}: {column} is {here} in DuckDB, {there} in Spark"

    def furthest(self, floats: list[str]) -> float | None:
        """Return the largest difference of two floats as a share, None where there are none."""
        if not floats:
            return None
        apart = (f"max({APART.format(f'duck.{name}', f'spark.{name}')})" for name in floats)
        return self.con.execute(f"select greatest({', '.join(apart)}) from pairs").fetchone()[0]

    def _key(self, side: str) -> str:
        return ", ".join(f"{side}.{key}" for key in self.grain)

    def _rows(self, selected: str, where: str) -> list[tuple]:
        return self.con.execute(
            f"select {selected} from pairs where {where} order by all limit {SHOWN}"
        ).fetchall()


def _grain(model: dict[str, Any]) -> tuple[str, ...]:
    for test in model.get("data_tests", []):
        if "unique_together" in test:
            return tuple(test["unique_together"]["arguments"]["columns"])
    for column in model["columns"]:
        if "unique" in column.get("data_tests", []):
            return (column["name"],)
    return ()


def _columns(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Return name -> kind of the columns, in order: how wide a type is says nothing of values."""
    described = con.execute(f"select column_name, column_type from (describe from {relation})")
    return {name: _kind(type_) for name, type_ in described.fetchall()}


def _kind(type_: str) -> str:
    return next((kind for kind, types in KINDS.items() if type_.startswith(types)), type_.lower())


def _schema_differences(ours: dict[str, str], theirs: dict[str, str]) -> Iterator[str]:
    for names, others, side in ((ours, theirs, "DuckDB"), (theirs, ours, "Spark")):
        yield from (f"column {name}: only in {side}" for name in names if name not in others)
    for name, kind in ours.items():
        if kind != theirs.get(name, kind):
            yield f"column {name}: {kind} in DuckDB, {theirs[name]} in Spark"
    common = [name for name in theirs if name in ours]
    for name, other in zip((name for name in ours if name in theirs), common, strict=True):
        if name != other:
            yield f"columns in another order: {name} in DuckDB, where Spark has {other}"
            return


def _named(grain: tuple[str, ...], key: list | tuple) -> str:
    return ", ".join(f"{name}={value}" for name, value in zip(grain, key, strict=True))


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def main() -> int:
    """Compare every public table; return 1 where any differs."""
    try:
        con = connect()
    except ParityError as error:
        print(f"python -m tests.parity: {error}", file=sys.stderr)
        return 1
    tables = public_tables()
    equal = 0
    for table in tables:
        verdict = compare(con, table)
        equal += not verdict.differences
        print(
            f"{table.name:30} {verdict.rows:>11,} rows {verdict.columns:>4} columns  "
            f"{'DIFFERS' if verdict.differences else 'equal':7}"
            + ("" if verdict.furthest is None else f"  floats within {verdict.furthest:.1e}")
        )
        for difference in verdict.differences:
            print(f"    {difference}")
    print(f"{equal} of {len(tables)} tables are equal.")
    return int(equal < len(tables))


if __name__ == "__main__":
    sys.exit(main())
