"""What the seven raw tables must look like, read from the dbt sources: stated there, only there."""

from dataclasses import dataclass
from functools import cache

import yaml

from data.paths import PROJECT_DIR

# Beside the columns of a file: why a record could not be split into them, and its text.
UNREADABLE = ("unreadable_reason", "unreadable_text")
SOURCES_FILE = PROJECT_DIR / "dbt_project" / "models" / "staging" / "_sources.yml"


@dataclass(frozen=True)
class RawTable:
    """One raw table: its name, its columns in the order of the contract, and what may be absent.

    ``types`` says for each column what its values mean: varchar, decimal, date or timestamp.
    """

    name: str
    columns: tuple[str, ...]
    types: dict[str, str]
    optional_columns: frozenset[str]
    may_be_empty: bool

    @property
    def one_line_columns(self) -> frozenset[str]:
        """Columns in which no line end can be meant: all but names and other words."""
        return frozenset(
            name
            for name, type_ in self.types.items()
            if type_ != "varchar" or name.endswith(("_id", "_phone")) or name == "email"
        )


@cache
def raw_tables() -> tuple[RawTable, ...]:
    """Return the seven raw tables of the contract."""
    declared = yaml.safe_load(SOURCES_FILE.read_text(encoding="utf-8"))["sources"]
    raw_source = next(source for source in declared if source["name"] == "raw")
    return tuple(_raw_table(table) for table in raw_source["tables"] if "columns" in table)


def _raw_table(table: dict) -> RawTable:
    meta = table.get("config", {}).get("meta", {})
    columns = table["columns"]
    return RawTable(
        name=table["name"],
        columns=tuple(column["name"] for column in columns),
        types={column["name"]: column["data_type"] for column in columns},
        optional_columns=frozenset(
            column["name"]
            for column in columns
            if column.get("config", {}).get("meta", {}).get("optional")
        ),
        may_be_empty=bool(meta.get("may_be_empty")),
    )
