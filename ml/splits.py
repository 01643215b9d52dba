"""On which earlier cutoffs a test may train.

The target window of a cutoff c is [c, c + 30 d). A test at cutoff t may train on c only when that
window ends at or before t, that is c + 30 d <= t: everything it learns from was known at t.
Which cutoffs are tested is decided in SQL (`int_cutoffs`, mart `backtest_features`).
"""

import numpy as np

HORIZON = np.timedelta64(30, "D")
# The older ones only show which members earn a place, and calibrate.
PUBLISHED_CUTOFFS = 4


def is_known(cutoffs: np.ndarray, test: np.datetime64) -> np.ndarray:
    """Return for each cutoff whether its target window ends at or before the test cutoff."""
    return cutoffs + HORIZON <= test
