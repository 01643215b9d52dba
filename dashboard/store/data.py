"""Where the figures come from: what was read, what was refused, and which SQL made each table."""

from typing import Any

from dashboard.generation import Generation

# As many as `quality.rejected_examples` holds of one table and reason.
EXAMPLES = 20
WITHOUT_FAULT = ("success", "pass")


def newest_sale(generation: Generation) -> dict[str, Any]:
    """Return the first and the newest day with a sale, and the day as of which is scored."""
    (row,) = generation.query(
        """
        select
            (select min(sale_date) from marts.daily_sales) as first_sale_date,
            (select max(sale_date) from marts.daily_sales) as newest_sale_date,
            (select max(cutoff_date) from marts.customer_features) as as_of_date
        """
    )
    return row


def reconciliation(generation: Generation) -> list[dict[str, Any]]:
    """Return rows and amounts (currency) read, accepted and rejected, a row a file."""
    return generation.query(
        """
        select * replace (parse_filename(source_file) as source_file)
        from quality.source_reconciliation
        order by rows_read desc, source_table
        """
    )


def inputs_checked_at(generation: Generation) -> str | None:
    """Return when the newest of the raw files was checked (ISO 8601, UTC)."""
    (row,) = generation.query(
        """
        select strftime(max(checked_at) at time zone 'UTC', '%Y-%m-%dT%H:%M:%S') as checked_at
        from raw.input_files
        """
    )
    return row["checked_at"]


def counts(generation: Generation) -> dict[str, Any]:
    """Return how many customers there are, have features, and have a prediction."""
    (row,) = generation.query(
        """
        select
            (select count(*) from marts.customers) as customers,
            (
                select count(*) from marts.customer_features
                where cutoff_date = (select max(cutoff_date) from marts.customer_features)
            ) as with_features,
            (select count(*) from marts.customer_predictions) as scored,
            (select count(*) from marts.customers where features_cutoff_date is null) as without,
            (select count(*) from marts.customer_features) as feature_rows,
            (select count(distinct cutoff_date) from marts.customer_features) as cutoffs
        """
    )
    return row


def build_results(generation: Generation) -> list[dict[str, Any]]:
    """Return how many models, snapshots and tests ended in each way, and when the last ran
    (ISO 8601, UTC)."""
    return generation.query(
        """
        select
            split_part(node_id, '.', 1) as kind,
            status,
            count(*) as nodes,
            max(run_at) as run_at
        from quality.build_results
        group by kind, status
        order by kind, status
        """
    )


def build_faults(generation: Generation, limit: int = 50) -> list[dict[str, Any]]:
    """Return the models and tests that did not simply end well."""
    return generation.query(
        """
        select
            split_part(node_id, '.', 1) as kind,
            split_part(node_id, '.', 3) as name,
            status,
            failures
        from quality.build_results
        where not list_contains($without_fault, status)
        order by status = 'warn', name
        limit $limit
        """,
        {"without_fault": list(WITHOUT_FAULT), "limit": limit},
    )


def rejected_kinds(generation: Generation) -> list[dict[str, Any]]:
    """Return the tables and reasons of rejected records, with how many there are."""
    return generation.query(
        """
        select source_table, reason, any_value(records) as records
        from quality.rejected_examples
        group by source_table, reason
        order by source_table, reason
        """
    )


def rejected_examples(
    generation: Generation, table: str | None, reason: str | None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return examples of rejected records, contact data masked, of a table and a reason if given.

    The place of the record is counted from 1 in its file.
    """
    return generation.query(
        """
        select source_table, reason, record_number, masked_text
        from quality.rejected_examples
        where
            ($table is null or source_table = $table)
            and ($reason is null or reason = $reason)
        order by source_table, reason, record_number
        limit $limit
        """,
        {"table": table, "reason": reason, "limit": limit},
    )


def models(generation: Generation) -> list[dict[str, Any]]:
    """Return the models of the warehouse with their layers, and how many each is made from."""
    return generation.query(
        """
        select
            schema_name as layer,
            model_name,
            len(list_filter(parents, lambda parent: parent <> '')) as parents
        from quality.compiled_models
        order by list_position($layers, schema_name), model_name
        """,
        {"layers": ["staging", "intermediate", "marts", "quality"]},
    )


def find_model(generation: Generation, name: str) -> dict[str, Any] | None:
    """Return a model with its compiled SQL, the nodes it is made from and those made from it."""
    rows = generation.query(
        """
        with chosen as (
            select * from quality.compiled_models
            where model_name = $name
        )
        select
            chosen.schema_name as layer,
            chosen.model_name,
            trim(chosen.compiled_sql, chr(10) || ' ') as compiled_sql,
            list_sort(list_filter(chosen.parents, lambda parent: parent <> '')) as parents,
            (
                select coalesce(list(others.model_name order by others.model_name), [])
                from quality.compiled_models as others
                where list_contains(others.parents, chosen.node_id)
            ) as children
        from chosen
        """,
        {"name": name},
    )
    return rows[0] if rows else None
