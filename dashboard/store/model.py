"""How good the model is: what the backtest, the explanations and the drift say.

Every mart here may be empty (a history too short to test or to explain anything): so may the lists.
"""

from typing import Any

from dashboard.generation import Generation
from ml.model import MODEL_NAME

IMPORTANT = 15

# By name, for the reports ask the same.
METRICS = """
select
    model_name,
    count(*) as cutoffs,
    min(cutoff_date) as first_cutoff_date,
    max(cutoff_date) as last_cutoff_date,
    avg(mae) as mae,
    avg(rmse) as rmse,
    avg(r2) as r2,
    avg(normalised_gini) as normalised_gini,
    avg(predicted_to_actual) as predicted_to_actual,
    avg(top_decile_share) as top_decile_share,
    avg(calibration_error) as calibration_error,
    avg(interval_coverage) as interval_coverage,
    avg(interval_coverage_top_fifth) as interval_coverage_top_fifth,
    avg(interval_width_mean) as interval_width_mean,
    avg(interval_width_mean_top_fifth) as interval_width_mean_top_fifth,
    avg(brier_score) as brier_score,
    avg(probability_calibration_error) as probability_calibration_error
from marts.model_metrics
where $cutoff is null or cutoff_date = $cutoff::date
group by model_name
order by round(avg(mae), 6), model_name
"""

COMPARISONS = """
select
    model_name, metric, spend30_value, other_value, difference, difference_low,
    difference_high, verdict
from marts.model_comparisons
order by metric, round(other_value, 6), model_name
"""

CALIBRATION = """
select
    decile,
    sum(customers)::bigint as customers,
    sum(predicted_spend_mean * customers) / sum(customers) as predicted,
    sum(actual_spend_mean * customers) / sum(customers) as actual,
    sum(probability_mean * customers) / sum(customers) as probability,
    sum(purchase_share * customers) / sum(customers) as bought
from marts.model_calibration
where
    model_name = $model
    and ($cutoff is null or cutoff_date = $cutoff::date)
group by decile
order by decile
"""

PERFECT_GAIN = """
with tenths as (
    select
        actual_spend_30d,
        ntile(10) over (
            partition by cutoff_date
            order by actual_spend_30d desc, customer_id
        ) as decile
    from marts.backtest_predictions
    where
        model_name = $model
        and ($cutoff is null or cutoff_date = $cutoff::date)
),
sums as (
    select decile, sum(actual_spend_30d)::double as spend
    from tenths
    group by decile
)
select sum(spend) over (order by decile) as reached
from sums
order by decile
"""

IMPORTANCE = """
select feature, mean_absolute_contribution, share, direction, in_words
from marts.feature_importance
order by share desc, feature
limit coalesce($limit, 100000)
"""

PARTIAL_DEPENDENCE = """
select feature_value, predicted_spend_30d
from marts.partial_dependence
where feature = $feature
order by position
"""

SEGMENTS = "select * from marts.model_segments order by mae desc, rfm_segment"

FORECAST_TOTALS = "select * from marts.forecast_totals order by cutoff_date"


def tested_cutoffs(generation: Generation) -> list[dict[str, Any]]:
    """Return the cutoffs of the backtest and how many customers were scored, oldest first."""
    return generation.query(
        """
        select cutoff_date, max(customers) as customers
        from marts.model_metrics
        group by cutoff_date
        order by cutoff_date
        """
    )


def metrics(generation: Generation, cutoff: str | None) -> list[dict[str, Any]]:
    """Return the metrics of every model at a cutoff (ISO date), or their mean over all of them.

    The smallest mean absolute error comes first.
    """
    return generation.query(
        METRICS,
        {"cutoff": cutoff},
    )


def comparisons(generation: Generation) -> list[dict[str, Any]]:
    """Return the differences of the model from every other, with their 95 % intervals."""
    return generation.query(COMPARISONS)


def calibration(generation: Generation, cutoff: str | None) -> list[dict[str, Any]]:
    """Return a row per decile of the model's predictions, the highest first.

    Means of predicted and actual spend (currency), of the purchase probability (NULL where there is
    none) and the share that bought, over the customers of a cutoff (ISO date) or of all.
    """
    return generation.query(
        CALIBRATION,
        {"model": MODEL_NAME, "cutoff": cutoff},
    )


def perfect_gain(generation: Generation, cutoff: str | None) -> list[float]:
    """Return the spend (currency) of each tenth of the customers by what they spent, cumulated.

    That is what a model that knew the future would reach; empty without a backtest.
    """
    rows = generation.query(
        PERFECT_GAIN,
        {"model": MODEL_NAME, "cutoff": cutoff},
    )
    return [row["reached"] for row in rows]


def segments(generation: Generation) -> list[dict[str, Any]]:
    """Return how right the model was by segment, the largest error first."""
    return generation.query(SEGMENTS)


def importance(generation: Generation, limit: int | None = IMPORTANT) -> list[dict[str, Any]]:
    """Return the inputs that move the forecast most; all of them without a limit."""
    return generation.query(
        IMPORTANCE,
        {"limit": limit},
    )


def dependent_inputs(generation: Generation) -> list[str]:
    """Return the inputs whose partial dependence is known, the most important first."""
    rows = generation.query(
        """
        select dependence.feature
        from (select distinct feature from marts.partial_dependence) as dependence
        left join marts.feature_importance as importance using (feature)
        order by importance.share desc nulls last, dependence.feature
        """
    )
    return [row["feature"] for row in rows]


def partial_dependence(generation: Generation, feature: str) -> list[dict[str, Any]]:
    """Return the mean forecast (currency) when every customer had one value of an input."""
    return generation.query(
        PARTIAL_DEPENDENCE,
        {"feature": feature},
    )


def drift(generation: Generation) -> list[dict[str, Any]]:
    """Return how far each prediction and each input moved since training, the furthest first."""
    return generation.query(
        """
        select
            kind, feature, psi, level, reference_mean, scoring_mean, reference_missing_share,
            scoring_missing_share
        from marts.feature_drift
        order by
            kind = 'prediction' desc,
            feature = 'predicted_spend_30d' desc,
            psi desc nulls last,
            feature
        """
    )


def distribution(generation: Generation, feature: str) -> list[dict[str, Any]]:
    """Return the bins of an input or a prediction: its share (0 to 1) of the rows then and now."""
    return generation.query(
        """
        select
            bin, label, value_from, value_to,
            reference_rows / nullif(sum(reference_rows) over (), 0) as reference_share,
            scoring_rows / nullif(sum(scoring_rows) over (), 0) as scoring_share
        from marts.feature_distributions
        where feature = $feature
        order by bin
        """,
        {"feature": feature},
    )


def forecast_totals(generation: Generation) -> list[dict[str, Any]]:
    """Return what all customers were said to spend and what they spent, a row a cutoff."""
    return generation.query(FORECAST_TOTALS)
