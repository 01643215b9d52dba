"""What `ml` reads from the warehouse, and the tables that it gives back."""

from pathlib import Path

import duckdb
import pandas as pd

from data.paths import warehouse_path


class WarehouseError(Exception):
    """The warehouse cannot give what was asked; the message says what to run."""


# More rows teach little and cost much: a customer's cutoffs resemble each other.
MOST_TRAINING_ROWS = 200_000
KNOWN = """
    known as (
        select * from marts.customer_features
        where future_spend_30d is not null
        union all by name
        select * from marts.backtest_features
        where
            future_spend_30d is not null
            and cutoff_date not in (select cutoff_date from marts.customer_features)
    )
"""


def read_training_rows(most: int = MOST_TRAINING_ROWS) -> pd.DataFrame:
    """Return the rows of both feature marts with a known target, by cutoff and customer.

    Labelled cutoffs all fall on one day of the week; those of the backtest fall on others.

    Where there are more than ``most``, about as many are drawn, by a hash of their keys: the same
    ones each time. Columns as in the mart, money as float64 in currency; ``cutoff_date`` is
    datetime64.
    """
    return _read(
        f"""
        with {KNOWN},
        labelled as (
            select *, count(*) over () as rows_known
            from known
        )
        select * exclude (rows_known)
        from labelled
        where
            rows_known <= {most}
            or hash(customer_id, cutoff_date) % 1000000 < {most} * 1e6 / rows_known
        order by cutoff_date, customer_id
        """
    )


def count_labelled_rows() -> int:
    """Return how many rows of both feature marts have a known target."""
    return int(_read(f"with {KNOWN} select count(*) as labelled from known")["labelled"].iloc[0])


def read_backtest_rows() -> pd.DataFrame:
    """Return the rows of `marts.backtest_features`, by cutoff and customer."""
    return _read(
        """
        select * from marts.backtest_features
        where future_spend_30d is not null
        order by cutoff_date, customer_id
        """
    )


def read_scoring_rows() -> pd.DataFrame:
    """Return the rows of the scoring cutoff of `marts.customer_features`, by customer.

    Raises:
        WarehouseError: nobody has bought anything yet.
    """
    rows = _read(
        """
        select * from marts.customer_features
        where cutoff_date = (select max(cutoff_date) from marts.customer_features)
        order by customer_id
        """
    )
    if rows.empty:
        raise WarehouseError(
            "no customer has a purchase, so there is nobody to predict for: are all sales returns, "
            "or without a customer_id?"
        )
    return rows


def read_feature_descriptions() -> dict[str, str]:
    """Return what each column of `marts.customer_features` means, as its YAML says."""
    described = _read(
        """
        select column_name, coalesce(comment, '') as comment
        from duckdb_columns()
        where schema_name = 'marts' and table_name = 'customer_features'
        """
    )
    return dict(zip(described["column_name"], described["comment"], strict=True))


def read_mart_fingerprint() -> str:
    """Return the fingerprint of the mart, which its scores must carry."""
    return _read("select mart_fingerprint from marts.mart_fingerprint")["mart_fingerprint"].iloc[0]


def count_mart_rows() -> int:
    """Return how many rows the mart had when its fingerprint was taken."""
    return int(_read("select mart_rows from marts.mart_fingerprint")["mart_rows"].iloc[0])


def write_ml_table(table: str, file: Path) -> None:
    """Write what belongs to today's mart of a table of the schema `ml`, as Parquet.

    The fingerprint of the mart, which is this engine's own, is left out.
    """
    with _connect(warehouse_path(), read_only=True) as con:
        con.execute(
            f"""
            copy (
                select * exclude (mart_fingerprint)
                from ml.{table}
                where mart_fingerprint = (select mart_fingerprint from marts.mart_fingerprint)
            ) to '{str(file).replace("'", "''")}' (format parquet)
            """
        )


def read_mean_metrics() -> pd.DataFrame:
    """Return the means over the backtest cutoffs of `marts.model_metrics`, a row a model."""
    return _read(
        """
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
            avg(interval_coverage) as interval_coverage,
            avg(interval_coverage_top_fifth) as interval_coverage_top_fifth,
            avg(interval_width_mean) as interval_width_mean,
            avg(interval_width_mean_top_fifth) as interval_width_mean_top_fifth,
            avg(calibration_error) as calibration_error,
            avg(brier_score) as brier_score,
            avg(probability_calibration_error) as probability_calibration_error
        from marts.model_metrics
        group by model_name
        order by round(avg(rmse), 6), model_name
        """
    )


def read_model_segments() -> pd.DataFrame:
    """Return how right the model was by segment, the most valuable segment first."""
    return _read("select * from marts.model_segments order by actual_spend_mean desc, rfm_segment")


def read_model_comparisons() -> pd.DataFrame:
    """Return the differences of the model from every other, with their 95 % intervals."""
    return _read(
        """
        select * from marts.model_comparisons
        order by metric, round(other_value, 6), model_name
        """
    )


def replace_backtest_scores(scores: pd.DataFrame) -> None:
    """Write the out-of-time predictions of every model; the mart adds what happened."""
    _replace("ml.backtest_scores", scores)


def replace_customer_scores(scores: pd.DataFrame) -> None:
    """Write the current model's scores of the scoring cutoff."""
    _replace("ml.customer_scores", scores)


def replace_customer_explanations(parts: pd.DataFrame) -> None:
    """Write what each score is made of, in currency: base, features and rest add up to it."""
    _replace("ml.customer_explanations", parts)


def replace_feature_importance(importance: pd.DataFrame) -> None:
    """Write how much each feature moves the current model's predictions."""
    _replace("ml.feature_importance", importance)


def replace_partial_dependence(curves: pd.DataFrame) -> None:
    """Write the mean prediction along the values of some features."""
    _replace("ml.partial_dependence", curves)


def _read(query: str) -> pd.DataFrame:
    with _connect(warehouse_path(), read_only=True) as con:
        try:
            return con.execute(query).df()
        except duckdb.CatalogException as error:
            raise WarehouseError(
                f"{warehouse_path()} has no such mart yet: run `make build` first ({error})."
            ) from error


def _replace(table: str, rows: pd.DataFrame) -> None:
    rows = rows.assign(mart_fingerprint=read_mart_fingerprint())
    with _connect(warehouse_path(), read_only=False) as con:
        con.register("new_rows", rows)
        con.execute("begin")
        con.execute(f"delete from {table}")
        con.execute(f"insert into {table} by name select * from new_rows")
        con.execute("commit")


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    if not path.exists():
        raise WarehouseError(f"{path} does not exist: run `make build` first.")
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        raise WarehouseError(
            f"{path} is in use by another process: wait until it is done, then run this again "
            f"({str(error).splitlines()[0]})."
        ) from error
