"""Which cutoffs are tested, and on which earlier ones each test may train.

The target window of a cutoff c is [c, c + 30 d). A test at cutoff t may train on c only when that
window ends at or before t, that is c + 30 d <= t: everything it learns from was known at t.
"""

from collections.abc import Sequence

import pandas as pd

HORIZON = pd.Timedelta(days=30)
BACKTEST_CUTOFFS = 4


def training_cutoffs(labelled: Sequence[pd.Timestamp], test: pd.Timestamp) -> list[pd.Timestamp]:
    """Return the labelled cutoffs whose target window ends at or before ``test``, oldest first."""
    return sorted(cutoff for cutoff in labelled if cutoff + HORIZON <= test)


def backtest_cutoffs(
    labelled: Sequence[pd.Timestamp], count: int = BACKTEST_CUTOFFS
) -> list[pd.Timestamp]:
    """Return up to ``count`` test cutoffs, oldest first.

    They are the newest labelled cutoffs that lie at least 30 days apart (their target windows do
    not overlap) and have a cutoff to train on.
    """
    chosen: list[pd.Timestamp] = []
    for cutoff in sorted(labelled, reverse=True):
        apart = not chosen or cutoff + HORIZON <= chosen[-1]
        if apart and len(chosen) < count and training_cutoffs(labelled, cutoff):
            chosen.append(cutoff)
    return sorted(chosen)
