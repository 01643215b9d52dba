"""Print what the model costs, on the mart and model of ``DATA_DIR``: ``make bench``.

Seconds are this machine's; the limits beside them are those that the project set itself for two
cores.
"""

import statistics
import time
from collections.abc import Callable

import pandas as pd

from ml import bundle, warehouse
from ml.candidates import Rows
from ml.plan import Plan, read_plan
from ml.predict import predict_spend
from ml.train import _fit
from ml.verdict import verdicts

MANY, ONE_BY_ONE = 1_000_000, 200


def main() -> int:
    """Measure each promise once and print it beside its limit."""
    rows = warehouse.read_scoring_rows()
    model = bundle.load(bundle.current_folder())
    signature = model.model.signature
    values = rows[list(signature.names)].to_numpy(dtype=object)
    single = [
        _seconds(lambda place=place: model.model.predict_array(values[place : place + 1]))
        for place in range(min(ONE_BY_ONE, len(values)))
    ]
    one_mapping = _seconds(lambda: predict_spend(rows.iloc[0].to_dict(), model))
    features = signature.encode(rows)
    copies = -(-MANY // len(rows))
    many = pd.concat([rows] * copies, ignore_index=True).head(MANY)
    print(f"\n{'model':44}{'measured':>12}{'limit':>10}")
    for name, measured, limit in (
        ("one row as an array, median", f"{1e3 * statistics.median(single):.1f} ms", "5 ms"),
        ("one row as a mapping, checked", f"{1e3 * one_mapping:.1f} ms", ""),
        (f"{MANY:,} rows as a DataFrame", f"{_seconds(lambda: predict_spend(many, model)):.1f} s",
         "10 s"),
        (f"SHAP of {len(rows):,} customers",
         f"{_seconds(lambda: model.model.explain(features)):.1f} s", "2 s"),
        ("training of all that is served", f"{_training():.1f} s", "60 s"),
    ):  # fmt: skip
        print(f"{name:44}{measured:>12}{limit:>10}")
    return 0


def _training() -> float:
    labelled = warehouse.read_training_rows()
    plan = read_plan(warehouse.read_mart_fingerprint()) or Plan()
    model = bundle.load(bundle.current_folder()).model
    found = verdicts(warehouse.read_mean_metrics())
    rows = Rows.of(labelled, model.signature)
    return _seconds(lambda: _fit(plan, found, rows, 365))


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())
