"""What dbt-score is to judge where: see [tool.dbt-score] in pyproject.toml."""

from dbt_score import Macro, Model, rule_filter

IMPLEMENTATIONS = ("duckdb__", "spark__", "materialization_")


@rule_filter
def is_public(model: Model) -> bool:
    """Only what others may read needs an example of how to read it."""
    return model.access == "public"


@rule_filter
def is_called_by_name(macro: Macro) -> bool:
    """Only what is called needs a description, not what it is for one engine."""
    return not macro.name.startswith(IMPLEMENTATIONS)
