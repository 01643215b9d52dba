"""The documents in ``docs/`` that are made from the warehouse, the model and dbt's YAML."""

from collections.abc import Iterator
from pathlib import Path

from reports.documents import (
    architecture,
    data_dictionary,
    data_set,
    metrics,
    problem,
    sql_cookbook,
)
from reports.warehouse import Warehouse

DOCUMENTS = (problem, data_set, architecture, sql_cookbook, metrics, data_dictionary)


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Write the documents."""
    for document in DOCUMENTS:
        yield document.write(warehouse)
