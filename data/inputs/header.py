"""The names of a file's columns against those of the contract."""

from collections import Counter
from pathlib import Path

from data.contract import RawTable
from data.inputs.error import InputError

Header = tuple[str, ...]
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars", ",": "commas"}


def column_name(header_field: str) -> str:
    """Return the contract's spelling of a header field: trimmed, lower case."""
    return header_field.strip().lower()


def ignored_columns(table: RawTable, header: Header) -> tuple[str, ...]:
    """Return the columns that the contract does not know, as the file spells them."""
    return tuple(name for name in header if column_name(name) not in table.columns)


def check_header(table: RawTable, path: Path, header: Header) -> None:
    """Ask for every required column once.

    Raises:
        InputError: a column is missing or repeated, or the header is none.
    """
    names = Counter(column_name(name) for name in header)
    required = [name for name in table.columns if name not in table.optional_columns]
    missing = [name for name in required if name not in names]
    if missing:
        _check_delimiter(path, header, required)
        # A file without a header begins with somebody's data: that is not to be quoted.
        if len(missing) == len(required):
            raise InputError(
                "header_mismatch",
                f"{path} begins with {len(header)} fields, none of which is the name of a column "
                f"of {table.name}: its first line must name {', '.join(required)}.",
            )
        is_a_header = len(missing) < len(required) / 2
        unknown = ", ".join(ignored_columns(table, header)) if is_a_header else ""
        raise InputError(
            "column_missing",
            f"{path} has no column {', '.join(missing)}: the header must name "
            f"{', '.join(required)}"
            + (f" (it names what {table.name} does not have: {unknown})." if unknown else "."),
        )
    repeated = [name for name in table.columns if names[name] > 1]
    if repeated:
        raise InputError(
            "column_duplicated",
            f"{path} names the column {', '.join(repeated)} more than once: remove the other one.",
        )


def _check_delimiter(path: Path, header: Header, required: list[str]) -> None:
    for delimiter, word in OTHER_DELIMITERS.items():
        split = {column_name(name) for field in header for name in field.split(delimiter)}
        if len(split & set(required)) > len(required) / 2 and any(
            delimiter in field for field in header
        ):
            raise InputError(
                "delimiter",
                f"{path} separates its columns by {word}: save it with commas, or declare the "
                f"delimiter of {path.stem} in {path.with_name('formats.yml')}.",
            )
