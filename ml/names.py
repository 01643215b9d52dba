"""What the models of the field are called where a person reads of them."""

from ml.model import MODEL_NAME

MODELS = {
    MODEL_NAME: "spend30 (this model)",
    "zero": "Nobody spends anything",
    "mean": "Everybody spends the mean",
    "median": "Everybody spends the median",
    "last_30_days": "As in the last 30 days",
    "last_90_days_over_3": "A third of the last 90 days",
    "blend_of_rates": "Blend of past rates of spend",
    "bg_nbd_gamma_gamma": "BG/NBD with Gamma-Gamma",
    "usual_recipe": "The usual recipe: one snapshot, RFM, CatBoost",
    "linear": "Linear regression",
    "ridge": "Ridge regression",
    "random_forest": "Random forest",
    "xgboost": "XGBoost",
    "boosted": "CatBoost: spend (Tweedie)",
    "boosted_growth": "CatBoost: spend, with growth of last year",
    "boosted_recent": "CatBoost: spend, recent months only",
    "residual": "CatBoost: what the blend misses",
    "median_residual": "CatBoost: median of what the blend misses",
    "quantiles": "CatBoost: quantiles, of which the median",
}


def model_name(name: str) -> str:
    """Return what a model of the backtest is called."""
    return MODELS.get(name, name.replace("_", " ").capitalize())
