"""Ask MetricFlow about a finished run, on a connection that only reads."""

from pathlib import Path

import duckdb
from dbt_metricflow.cli.dbt_connectors.dbt_config_accessor import dbtArtifacts
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow.validation.data_warehouse_model_validator import DataWarehouseModelValidator
from metricflow_semantic_interfaces.validations.semantic_manifest_validator import (
    SemanticManifestValidator,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from tests.project import dbt


class Reader:
    """What MetricFlow wants of a database, on a file that is open only while it is read.

    MetricFlow's own connection is dbt's: it writes, and keeps the file to itself.
    """

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def __init__(self, warehouse: Path) -> None:
        self._warehouse = str(warehouse)

    def query(self, stmt: str, sql_bind_parameter_set: object = None) -> MetricFlowDataTable:
        """Return what a query finds."""
        with duckdb.connect(self._warehouse, read_only=True) as con:
            found = con.execute(stmt)
            names = [column[0] for column in found.description]
            return MetricFlowDataTable.create_from_rows(column_names=names, rows=found.fetchall())

    def dry_run(self, stmt: str, sql_bind_parameter_set: object = None) -> None:
        """Plan a query without running it."""
        self.query(f"explain {stmt}")


class Metrics:
    """The project's metrics, as they are defined now, on the warehouse of a folder."""

    def __init__(self, data_dir: Path) -> None:
        dbt("parse", data_dir=data_dir)
        self._manifest = dbtArtifacts.build_semantic_manifest_from_dbt_project_root(data_dir)
        self._reader = Reader(data_dir / "warehouse.duckdb")
        self._engine = MetricFlowEngine(SemanticManifestLookup(self._manifest), self._reader)

    @property
    def names(self) -> list[str]:
        """The names of all metrics, in alphabetical order."""
        return sorted(metric.name for metric in self._manifest.metrics)

    def ask(self, metrics: str, by: str = "", where: str | None = None) -> dict:
        """Return metrics, named with commas between them, for each value that they are grouped by.

        One metric is a value, several are a tuple; so are the values grouped by. Without ``by``
        there is one answer, under ``()``.

        Raises:
            metricflow_semantics.errors.error_classes.InvalidQueryException: a metric cannot be
                grouped in that way.
        """
        names, groups = metrics.split(","), by.split(",") if by else []
        request = MetricFlowQueryRequest.create(
            metric_names=names,
            group_by_names=groups,
            where_constraints=[where] if where else None,
        )
        found = self._engine.query(request).result_df
        places = {name: place for place, name in enumerate(found.column_names)}
        return {
            _one_or_tuple([row[places[name]] for name in groups]): _one_or_tuple(
                [row[places[name]] for name in names]
            )
            for row in found.rows
        }

    def problems(self) -> list[str]:
        """Return what is wrong with the definitions, and what of them the warehouse lacks."""
        results = [SemanticManifestValidator().validate_semantic_manifest(self._manifest)]
        if not results[0].has_blocking_issues:
            validator = DataWarehouseModelValidator(sql_client=self._reader)
            results += [
                check(self._manifest)
                for check in (
                    validator.validate_semantic_models,
                    validator.validate_dimensions,
                    validator.validate_entities,
                    validator.validate_simple_metrics,
                    validator.validate_metrics,
                )
            ]
        return [issue.as_readable_str() for result in results for issue in result.all_issues]


def _one_or_tuple(values: list) -> object:
    return values[0] if len(values) == 1 else tuple(values)
