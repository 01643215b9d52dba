"""Score every customer of the scoring cutoff with the current model."""

import pandas as pd

from ml import warehouse
from ml.bundle import Bundle, ModelError
from ml.features import KEYS
from ml.predict import current_model, predict_spend


def score() -> None:
    """Write the current model's scores of the newest cutoff into the warehouse.

    Raises:
        ModelError: there is no model, it learnt from days after that cutoff, or the mart lacks one
            of its features.
    """
    mart = warehouse.read_mart()
    scoring_cutoff = mart["cutoff_date"].max()
    model = current_model()
    _check(model, mart, scoring_cutoff)
    rows = mart[mart["cutoff_date"] == scoring_cutoff]
    scores = pd.concat([rows[list(KEYS)], predict_spend(rows, model)], axis=1)
    warehouse.replace_customer_scores(scores)
    print(f"Scored {len(scores):,} customers at the cutoff {scoring_cutoff:%Y-%m-%d}")


def _check(model: Bundle, mart: pd.DataFrame, scoring_cutoff: pd.Timestamp) -> None:
    learnt_until = pd.Timestamp(model.manifest["scoring_cutoff"])
    if learnt_until > pd.Timestamp(scoring_cutoff):
        raise ModelError(
            f"the current model learnt from sales until {learnt_until:%Y-%m-%d}, which at the "
            f"cutoff {scoring_cutoff:%Y-%m-%d} nobody knew: run `make train` first."
        )
    missing = [name for name in model.model.signature.names if name not in mart.columns]
    if missing:
        raise ModelError(
            f"the mart has no column {missing[0]}, which the current model learnt from (which "
            "categories have columns follows the data): run `make train`, or name the "
            "categories in the variable category_columns and build again."
        )
