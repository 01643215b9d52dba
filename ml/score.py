"""Score every customer of the scoring cutoff with the current model."""

import pandas as pd

from ml import warehouse
from ml.features import KEYS
from ml.predict import predict_spend


def score() -> None:
    """Write the current model's scores of the newest cutoff into the warehouse."""
    mart = warehouse.read_mart()
    scoring_cutoff = mart["cutoff_date"].max()
    rows = mart[mart["cutoff_date"] == scoring_cutoff]
    scores = pd.concat([rows[list(KEYS)], predict_spend(rows)], axis=1)
    warehouse.replace_customer_scores(scores)
    print(f"Scored {len(scores):,} customers at the cutoff {scoring_cutoff:%Y-%m-%d}")
