"""What a component says."""

from typing import Any


def words_of(component: Any) -> str:
    """Return all texts among the children of a component, as one."""
    if isinstance(component, str):
        return component
    if isinstance(component, list | tuple):
        return " ".join(words_of(one) for one in component)
    return words_of(getattr(component, "children", None) or [])
