"""Parquet, read once from end to end: a broken page is found before anything is loaded."""

from pathlib import Path

import pyarrow
import pyarrow.parquet
from pyarrow import types

from data.contract import RawTable
from data.inputs.error import InputError
from data.inputs.header import Header, check_header, column_name

# A name that DuckDB keeps for itself.
RESERVED_NAME = "file_row_number"
NUMBERS = (types.is_integer, types.is_floating, types.is_decimal)
TEXTS = (types.is_string, types.is_large_string, types.is_string_view)
BINARIES = (types.is_binary, types.is_large_binary, types.is_binary_view)
MOMENTS = (types.is_date, types.is_timestamp)
# What a column of the contract may be in Parquet; text is read by the rules for CSV.
MAY_BE = {
    "varchar": (*TEXTS, *BINARIES, *NUMBERS, types.is_boolean),
    "decimal": (*TEXTS, *BINARIES, *NUMBERS),
    "date": (*TEXTS, *BINARIES, *MOMENTS),
    "timestamp": (*TEXTS, *BINARIES, *MOMENTS),
}
BATCH_ROWS = 1 << 17


def read_parquet(table: RawTable, path: Path) -> tuple[Header, int]:
    """Return the column names and the number of rows of a Parquet file, all of which was read.

    Raises:
        InputError: the file cannot be read, or a column is missing, repeated or of a wrong type.
    """
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            schema = file.schema_arrow
            header = tuple(schema.names)
            check_header(table, path, header)
            _check_types(table, path, schema)
            wanted = [name for name in header if column_name(name) in table.columns]
            rows_read = 0
            for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
                _validate(path, batch)
                rows_read += batch.num_rows
            return header, rows_read
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise InputError(
            "parquet", f"{path} cannot be read as Parquet ({reason}): export it again."
        ) from error


def has_binary_text(path: Path) -> bool:
    """Whether some column holds its text as bytes, as old writers do."""
    schema = pyarrow.parquet.read_schema(path)
    return any(is_binary(field.type) for field in schema for is_binary in BINARIES)


def _check_types(table: RawTable, path: Path, schema: pyarrow.Schema) -> None:
    names = [column_name(name) for name in schema.names]
    if RESERVED_NAME in names:
        raise InputError(
            "header_mismatch",
            f"{path} has a column {RESERVED_NAME}, a name that DuckDB keeps for itself: rename or "
            "remove it.",
        )
    for name, type_ in zip(names, schema.types, strict=True):
        expected = table.types.get(name)
        if expected is None or types.is_null(type_):
            continue
        plain = type_.value_type if types.is_dictionary(type_) else type_
        if not any(is_one(plain) for is_one in MAY_BE[expected]):
            raise InputError(
                "header_mismatch",
                f"{path} has the column {name} as {type_}, but it must be text or {expected}: "
                "export it again.",
            )


def _validate(path: Path, batch: pyarrow.RecordBatch) -> None:
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        values = column.dictionary if types.is_dictionary(column.type) else column
        try:
            if any(is_binary(values.type) for is_binary in BINARIES):
                values = values.cast(pyarrow.large_string())
            values.validate(full=True)
        except pyarrow.ArrowInvalid as error:
            raise InputError(
                "encoding",
                f"{path} holds text in the column {name} that is not UTF-8: export it again.",
            ) from error
