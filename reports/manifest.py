"""What dbt knows of the project: models, columns, descriptions, tests."""

from functools import cache
from typing import Any

from dbt.cli.main import dbtRunner

from data.paths import PROJECT_DIR


@cache
def manifest() -> dict[str, Any]:
    """Return dbt's manifest, parsed now.

    Raises:
        RuntimeError: dbt cannot parse the project; the message is dbt's.
    """
    arguments = ["--log-level", "none", "parse"]
    arguments += ["--project-dir", str(PROJECT_DIR / "dbt_project")]
    arguments += ["--profiles-dir", str(PROJECT_DIR)]
    done = dbtRunner().invoke(arguments)
    if not done.success:
        raise RuntimeError(f"dbt cannot parse the project: {done.exception}")
    return done.result.writable_manifest().to_dict()
