"""What dbt-score is to judge where: see [tool.dbt-score] in pyproject.toml."""

from dbt_score import Model, rule_filter


@rule_filter
def is_public(model: Model) -> bool:
    """Only what others may read needs an example of how to read it."""
    return model.access == "public"
