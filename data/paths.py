"""Where one retailer's files lie."""

import os
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[1]


def data_dir() -> Path:
    """Return the folder of one retailer: ``DATA_DIR``, or the project's own ``data``."""
    return Path(os.environ.get("DATA_DIR") or PROJECT_DIR / "data")


def raw_dir() -> Path:
    """Return the folder of the seven raw tables."""
    return data_dir() / "raw"


def landed_dir() -> Path:
    """Return the folder of the raw tables as Parquet, which both engines read."""
    return data_dir() / "landed"


def warehouse_path() -> Path:
    """Return the DuckDB file that dbt builds."""
    return data_dir() / "warehouse.duckdb"


def models_dir() -> Path:
    """Return the folder of trained models."""
    return data_dir() / "models"


def published_dir() -> Path:
    """Return the folder of published generations."""
    return data_dir() / "published"
