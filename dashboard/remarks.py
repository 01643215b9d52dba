"""What people should know of a prediction for a customer like none before."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.generation import Generation
from dashboard.labels import label, written
from data.formatting import counted


def remarks(generation: Generation, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return sentences on values that lie outside of what the model learnt from.

    Args:
        generation: whose model predicts.
        rows: features by their names in the mart.
    """
    if not rows:
        return []
    frame, signature = pd.DataFrame(list(rows)), generation.model.model.signature
    unknown = [
        f"{label(name)}: {counted(len(values), 'value')} that the model never saw, such as "
        f"“{values[0]}”, taken for none that it knows."
        for name, values in signature.unknown_categories(frame).items()
    ]
    far = [
        f"{label(name)}: {written(name, value)} is far beyond the "
        f"{written(name, signature.ranges[name][1])} that the model learnt from."
        for name, value in signature.unknown_heights(signature.encode(frame)).items()
    ]
    return unknown + far
