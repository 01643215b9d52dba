"""Score every customer of the scoring cutoff with the current model, and say why."""

from collections.abc import Collection

import pandas as pd

from ml import warehouse
from ml.bundle import Bundle, ModelError
from ml.explain import contributions, main_inputs, partial_dependence, with_words
from ml.features import KEYS
from ml.predict import current_model, predict_spend


def score() -> None:
    """Write scores and explanations of the newest cutoff into the warehouse.

    Raises:
        ModelError: there is no model, it learnt from days after that cutoff, or the mart lacks one
            of its features.
    """
    rows = warehouse.read_scoring_rows()
    scoring_cutoff = rows["cutoff_date"].max()
    model = current_model()
    check_fits(model, rows.columns, scoring_cutoff)
    scores = pd.concat([rows[list(KEYS)], predict_spend(rows, model)], axis=1)
    warehouse.replace_customer_scores(scores)
    print(f"Scored {len(scores):,} customers at the cutoff {scoring_cutoff:%Y-%m-%d}")
    features = model.model.signature.encode(rows)
    expected = scores["predicted_spend_30d"].to_numpy()
    explained, importance = contributions(model, rows, features, expected)
    inputs = main_inputs(importance, features)
    importance = with_words(importance, warehouse.read_feature_descriptions())
    dependence = partial_dependence(model, rows, inputs)
    warehouse.replace_customer_explanations(explained.assign(model_id=model.model_id))
    warehouse.replace_feature_importance(importance.assign(model_id=model.model_id))
    warehouse.replace_partial_dependence(dependence.assign(model_id=model.model_id))
    print(
        f"Explained {len(scores):,} predictions; what matters most: "
        f"{', '.join(importance['feature'].head(3))}"
    )


def check_fits(model: Bundle, columns: Collection[str], scoring_cutoff: pd.Timestamp) -> None:
    """Raise a ModelError when the model may not or cannot score a mart.

    Args:
        model: the model.
        columns: names of the columns of `marts.customer_features`.
        scoring_cutoff: whose rows are to be scored.

    Raises:
        ModelError: it learnt from days after that cutoff, or the mart lacks one of its features.
    """
    learnt_until = pd.Timestamp(model.manifest["scoring_cutoff"])
    if learnt_until > scoring_cutoff:
        raise ModelError(
            f"the current model learnt from sales until {learnt_until:%Y-%m-%d}, which at the "
            f"cutoff {scoring_cutoff:%Y-%m-%d} nobody knew: run `make train` first."
        )
    missing = [name for name in model.model.signature.names if name not in columns]
    if missing:
        raise ModelError(
            f"the mart has no column {missing[0]}, which the current model learnt from (which "
            "categories have columns follows the data): run `make train`, or name the "
            "categories in the variable category_columns and build again."
        )
