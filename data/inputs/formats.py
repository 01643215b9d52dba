"""What a retailer declares about the format of the files, in ``$DATA_DIR/raw/formats.yml``.

For each table any of ``delimiter``, ``decimal_sign``, ``date_format`` (a strptime pattern) and
``time_zone``::

    store_sales_header:
      delimiter: ";"
      decimal_sign: ","
      date_format: "%d.%m.%Y %H:%M"
      time_zone: Europe/Berlin

What is not declared is not guessed: commas, points, ISO 8601, the business time zone.
"""

import re
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import yaml

from data.contract import raw_tables
from data.inputs.error import InputError

FORMATS_FILE = "formats.yml"
DELIMITERS = (",", ";", "\t", "|")
DECIMAL_SIGNS = (".", ",")
DIRECTIVES = re.compile(r"%(.)")
KNOWN_DIRECTIVES = set("YymdbBHIMSfpz")


@dataclass(frozen=True)
class FileFormat:
    """The format of one table's file; ``None`` stands for ISO 8601 and the business time zone."""

    delimiter: str = ","
    decimal_sign: str = "."
    date_format: str | None = None
    time_zone: str | None = None


def read_formats(folder: Path) -> dict[str, FileFormat]:
    """Return the declared format of each raw table, the default where none is declared.

    Raises:
        InputError: the file is not YAML, or declares what nobody knows.
    """
    path = folder / FORMATS_FILE
    declared = _read_yaml(path)
    tables = [table.name for table in raw_tables()]
    for table, entries in declared.items():
        _ask(path, table in tables, f"{table!r} is no table; the tables are {', '.join(tables)}")
        _ask(path, isinstance(entries, dict), f"{table} must hold names and values")
        for name, value in entries.items():
            _check_entry(path, table, name, value)
    return {table: FileFormat(**declared.get(table, {})) for table in tables}


def _read_yaml(path: Path) -> dict:
    misspelled = path.with_suffix(".yaml")
    if misspelled.exists():
        raise InputError("formats", f"{misspelled} is not read: rename it to {path.name}.")
    if not path.exists():
        return {}
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise InputError("formats", f"{path} is not YAML: {reason}.") from error
    _ask(path, isinstance(declared, dict), "it must hold a table's name and its format")
    return declared


def _check_entry(path: Path, table: str, name: str, value: object) -> None:
    where = f"{name} of {table}"
    known = [field.name for field in fields(FileFormat)]
    _ask(path, name in known, f"{where} is not known; known are {', '.join(known)}")
    _ask(path, isinstance(value, str), f"{where} must be text in quotes")
    if name == "delimiter":
        _ask(path, value in DELIMITERS, f"{where} must be one of , ; | or a tab")
    elif name == "decimal_sign":
        _ask(path, value in DECIMAL_SIGNS, f"{where} must be . or ,")
    elif name == "time_zone":
        known_zone = duckdb.execute(
            "select count(*) from pg_timezone_names() where name = $1", [value]
        ).fetchall()
        _ask(path, known_zone == [(1,)], f"{where} must be a name such as Europe/Berlin")
    else:
        directives = DIRECTIVES.findall(value)
        used = set(directives)
        is_whole = (
            {"d"} < used
            and used & {"m", "b", "B"}
            and used & {"Y", "y"}
            and ("I" in used) == ("p" in used)
            and len(directives) == len(used)
        )
        _ask(
            path,
            bool(is_whole) and used <= KNOWN_DIRECTIVES,
            f"{where} must be a pattern with day, month and year such as %d.%m.%Y, each once, of "
            f"{' '.join(f'%{letter}' for letter in sorted(KNOWN_DIRECTIVES))}",
        )


def _ask(path: Path, is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise InputError("formats", f"{path}: {otherwise}.")
