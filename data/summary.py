"""Print what `make run` did: rows, cutoffs, model beside the simple rules, where things are."""

import os
import shlex
import sys

import duckdb
import pandas as pd

from data.ceiling import ceiling
from data.formatting import day, money
from data.generations import NothingPublished, current_folder
from data.paths import warehouse_path
from data.rejections import print_flags, print_rejections
from ml import bundle
from ml.bundle import ModelError
from ml.candidates import PARTS
from ml.verdict import Verdict, verdicts
from ml.warehouse import read_mean_metrics


def print_summary() -> None:
    """Print the summary of the warehouse of ``DATA_DIR``."""
    manifest = bundle.load(bundle.current_folder()).manifest
    with duckdb.connect(str(warehouse_path()), read_only=True) as con:
        _print_rows(con)
        _print_cutoffs(con)
        _print_metrics(con, read_mean_metrics(), manifest)
        _print_forecast(con)
    again = (
        f" DATA_DIR={shlex.quote(os.environ['DATA_DIR'])}"
        if os.environ.get("DATA_DIR", "data") != "data"
        else ""
    )
    print(f"\nWarehouse   {warehouse_path()} (schema marts)")
    print(f"Published   {current_folder()}")
    print(f"Dashboard   make dashboard{again}, then open http://127.0.0.1:8050")


def _print_rows(con: duckdb.DuckDBPyConnection) -> None:
    print("\nspend30: what was done\n")
    print(f"{'Input':<24}{'rows read':>12}{'accepted':>12}{'rejected':>10}{'amount accepted':>18}")
    for table, read, accepted, rejected, amount in con.execute(
        """
        select source_table, rows_read, rows_accepted, rows_rejected, amount_accepted
        from quality.source_reconciliation
        order by source_table
        """
    ).fetchall():
        amount_text = "" if amount is None else money(amount, 2)
        print(f"{table:<24}{read:>12,}{accepted:>12,}{rejected:>10,}{amount_text:>18}")
    print_rejections(con)
    print_flags(con)


def _print_cutoffs(con: duckdb.DuckDBPyConnection) -> None:
    ((first_sale, last_sale),) = con.execute(
        "select min(sale_date), max(sale_date) from intermediate.int_transactions"
    ).fetchall()
    ((labelled, first, last, scoring),) = con.execute(
        """
        select
            count(*) filter (where is_labelled),
            min(cutoff_date) filter (where is_labelled),
            max(cutoff_date) filter (where is_labelled),
            max(cutoff_date)
        from intermediate.int_cutoffs
        """
    ).fetchall()
    print(f"\nSales       {day(first_sale)} to {day(last_sale)}")
    print(f"Cutoffs     {labelled} with a known target, {day(first)} to {day(last)}")
    print(f"Scored at   {day(scoring)}")


def _print_metrics(con: duckdb.DuckDBPyConnection, metrics: pd.DataFrame, manifest: dict) -> None:
    if metrics.empty:
        print(f"\nModel       {manifest['notice'] or 'not tested on this mart: run `make train`'}")
        return
    some = metrics.iloc[0]
    print(
        f"\nOut of time, mean of {some.cutoffs} cutoffs from {day(some.first_cutoff_date)} to "
        f"{day(some.last_cutoff_date)} (marts.model_metrics):"
    )
    print(f"{'':<24}{'MAE':>10}{'RMSE':>10}{'R2':>8}{'Gini':>8}{'total':>8}{'in 80 %':>9}")
    for row in metrics[~metrics["model_name"].isin(PARTS)].itertuples():
        in_interval = (
            "" if pd.isna(row.interval_coverage) else f"{100 * row.interval_coverage:.0f} %"
        )
        print(
            f"{row.model_name:<24}{money(row.mae, 2):>10}{money(row.rmse, 2):>10}{row.r2:>8.3f}"
            f"{row.normalised_gini:>8.3f}{100 * row.predicted_to_actual:>6.0f} %{in_interval:>9}"
        )
    print(
        "  total: predicted / actual spend; in 80 %: spend that lay in the 80 % interval; "
        "usual_recipe: RFM, one snapshot, random split"
    )
    for verdict in verdicts(metrics):
        print(f"  {verdict}{_luck(con, verdict)}")
    known = ceiling(con)
    if known is not None:
        print(f"  ceiling: {known}")


def _luck(con: duckdb.DuckDBPyConnection, verdict: Verdict) -> str:
    """Say between which values the difference lies with other customers."""
    found = con.execute(
        "select difference, difference_low, difference_high from marts.model_comparisons "
        "where model_name = ? and metric = ?",
        [verdict.rule, verdict.error],
    ).fetchall()
    if not found:
        return ""
    difference, low, high = (money(value, 2) for value in found[0])
    return f"; {difference} ({low} to {high} in 95 % of bootstraps)"


def _print_forecast(con: duckdb.DuckDBPyConnection) -> None:
    ((customers, expected),) = con.execute(
        "select count(*), sum(predicted_spend_30d) from marts.customer_predictions"
    ).fetchall()
    if customers == 0:
        print("\nForecast    none for this mart yet: run `make score`")
        return
    print(f"\nForecast    {customers:,} customers will spend {money(expected)} in the next 30 days")


def main() -> int:
    """Print the summary, or say in one sentence what has to be run before."""
    try:
        print_summary()
    except (ModelError, NothingPublished, duckdb.Error, FileNotFoundError) as error:
        print(f"Summary: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
