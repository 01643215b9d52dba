"""How close the model comes to what can be known, on generated data, whose truth is known."""

from dataclasses import dataclass

import duckdb

from data.paths import data_dir
from ml.model import MODEL_NAME

TRUTH_FILE = "synthetic_truth.parquet"


@dataclass(frozen=True)
class Ceiling:
    """R2 of an oracle that knows each customer's true expected spend, and of the model.

    Both are means over the backtest cutoffs. What the oracle leaves is chance.
    """

    oracle_r2: float
    model_r2: float

    @property
    def share(self) -> float:
        """The share of the oracle's R2 that the model reaches."""
        return self.model_r2 / self.oracle_r2

    def __str__(self) -> str:
        return (
            f"an oracle that knows the true expected spend has an R2 of {self.oracle_r2:.3f}, "
            f"{MODEL_NAME} {self.model_r2:.3f}: {100 * self.share:.0f} % of what can be known"
        )


def ceiling(con: duckdb.DuckDBPyConnection) -> Ceiling | None:
    """Return the ceiling of a warehouse of generated data, or None for any other."""
    truth = data_dir() / TRUTH_FILE
    if not truth.exists():
        return None
    ((oracle, model),) = con.execute(
        """
        with joined as (
            select
                predictions.cutoff_date,
                predictions.actual_spend_30d::double as actual,
                predictions.predicted_spend_30d as predicted,
                truth.expected_spend_30d as expected
            from marts.backtest_predictions as predictions
            inner join read_parquet($truth) as truth
                on predictions.customer_id = truth.customer_id
                and predictions.cutoff_date = truth.cutoff_date
            where predictions.model_name = $model
        ),
        scored as (
            select
                1 - avg(power(expected - actual, 2)) / var_pop(actual) as oracle_r2,
                1 - avg(power(predicted - actual, 2)) / var_pop(actual) as model_r2
            from joined
            group by cutoff_date
        )
        select avg(oracle_r2), avg(model_r2) from scored
        """,
        {"truth": str(truth), "model": MODEL_NAME},
    ).fetchall()
    return None if oracle is None else Ceiling(oracle, model)
