"""The closest peer, explainerdashboard, on 20 features of the same customers.

Run by the environment of ``requirements-peer.txt``: ``python explainer.py features.csv 8099``.
"""

import sys

import pandas as pd
from catboost import CatBoostRegressor
from explainerdashboard import ExplainerDashboard, RegressionExplainer

FEATURES, CUSTOMERS = 20, 1_000


def main() -> None:
    """Train on the rows of a file, and serve the explanation of some of them."""
    path, port = sys.argv[1:]
    rows = pd.read_csv(path)
    target = rows.pop("future_spend_30d").astype(float)
    names = rows.select_dtypes("number").columns[:FEATURES]
    model = CatBoostRegressor(iterations=300, depth=5, verbose=False, random_seed=7)
    model.fit(rows[names], target)
    some, actual = rows[names].head(CUSTOMERS), target.head(CUSTOMERS)
    explainer = RegressionExplainer(model, some, actual, units="$")
    ExplainerDashboard(explainer, title="peer").run(
        port=int(port), host="127.0.0.1", use_waitress=True
    )


if __name__ == "__main__":
    main()
