"""What dbt tests of a table and of a column, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from reports.manifest import manifest


def tests_of_column(node: Mapping[str, Any], column: str) -> list[str]:
    """Return what is asked of a column: its contract first, then its tests, each once."""
    constraints = node["columns"].get(column, {}).get("constraints", [])
    asked = ["never NULL" for constraint in constraints if constraint["type"] == "not_null"]
    asked += [_in_words(t) for t in _tests(node) if t["column_name"] == column]
    return list(dict.fromkeys(asked))


def tests_of_table(node: Mapping[str, Any]) -> list[str]:
    """Return what is asked of the rows of a table."""
    return [_in_words(test) for test in _tests(node) if not test["column_name"]]


def _tests(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    attached = [
        test
        for test in manifest()["nodes"].values()
        if test["resource_type"] == "test" and test.get("attached_node") == node["unique_id"]
    ]
    return sorted(attached, key=lambda test: test["name"])


def _in_words(test: Mapping[str, Any]) -> str:
    """Return a test in words.

    Raises:
        ValueError: the project has a kind of test for which there are no words here yet.
    """
    kind, given = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
    if kind not in WORDS:
        raise ValueError(f"no words for the test {kind}")
    return WORDS[kind](test["name"], given)


def _listed(values: list[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _range(minimum: float | None, maximum: float | None) -> str:
    if maximum is None:
        return f"at least {minimum}"
    # Shares are allowed the last bits of a float.
    maximum = round(maximum, 6) if isinstance(maximum, float) else maximum
    limit = f"{maximum:g}" if isinstance(maximum, float) else str(maximum)
    return f"at most {limit}" if minimum is None else f"{minimum} to {limit}"


WORDS: dict[str, Callable[[str, Mapping[str, Any]], str]] = {
    "not_null": lambda _, __: "never NULL",
    "unique": lambda _, __: "unique",
    "unique_number": lambda _, __: "unique",
    "unique_together": lambda _, given: f"unique together: {_listed(given['columns'])}",
    "accepted_values": lambda _, given: f"one of {_listed(given['values'])}",
    "relationships": lambda _, given: f"stands in `{given['field']}` of `{given['to']}`",
    "in_range": lambda _, given: _range(given.get("minimum"), given.get("maximum")),
    "holds": lambda name, given: f"`{name}`: `{' '.join(given['expression'].split())}`",
}
