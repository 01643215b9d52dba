"""A belief, with what would show that it holds."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from reports.exploration.beliefs.effect import Effect

SUPPORTED, NOT_SUPPORTED, UNTESTABLE = "supported", "not supported", "cannot be tested"


@dataclass(frozen=True)
class Belief:
    """What people in retail believe, and how it is tested.

    Args:
        name: in one word.
        claim: in one sentence.
        reason: why one would think so.
        test: what is computed, over which rows.
        sql: a row a customer and cutoff (or a week); the newest cutoff is the one that is tested.
        measured: the effect in the rows of one cutoff; None when they are too few or all alike.
        sign: 1 or -1, the direction that the claim says.
        called: what the effect is.
        written: a value of the effect as people read it.
        contrast: a sentence about the same rows in their own units; may be empty.
        supported: what follows when the data support it.
        unsupported: what follows when they do not.
        untestable: why it could not be tested.
        unit: what a row of one cutoff is.
    """

    name: str
    claim: str
    reason: str
    test: str
    sql: str
    measured: Callable[[pd.DataFrame], Effect | None]
    sign: int
    called: str
    written: Callable[[float], str]
    contrast: Callable[[pd.DataFrame], str]
    supported: str
    unsupported: str
    untestable: str
    unit: str = "customer"
