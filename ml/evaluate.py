"""Test every model of the field on past cutoffs, and plan the model that is served."""

from dataclasses import replace

import numpy as np
import pandas as pd

from ml import warehouse
from ml.backtest import days_of_history, run_backtest
from ml.candidates import Rows
from ml.ensemble import rmse
from ml.features import TARGET_SPEND, Signature
from ml.plan import Plan, save_plan
from ml.rules import simple_rules
from ml.splits import PUBLISHED_CUTOFFS
from ml.tune import budget

# What says nothing about a customer cannot be shown to anybody as a forecast of this customer.
SERVABLE_RULES = ("last_90_days_over_3", "last_30_days")


def evaluate() -> None:
    """Backtest on the marts of ``DATA_DIR``; write the predictions to the warehouse, and the plan.

    Where no cutoff has enough earlier ones to learn from, nothing can show that a model beats a
    simple rule, so the plan is the best simple rule, with the reason.
    """
    tune_seconds = budget()
    fingerprint = warehouse.read_mart_fingerprint()
    labelled, known = warehouse.read_training_rows(), warehouse.count_labelled_rows()
    signature = Signature.of_mart(labelled)
    drawn = f" (drawn from {known:,})" if len(labelled) < known else ""
    print(
        f"Backtest: {len(labelled):,} rows with a known target{drawn}, "
        f"{labelled['cutoff_date'].nunique()} cutoffs, {len(signature.names)} features"
    )
    scores, plan = run_backtest(labelled, warehouse.read_backtest_rows(), signature, tune_seconds)
    if scores.empty:
        plan = _rule(labelled, signature)
        print(f"  {plan.reason}")
    elif (published := scores["cutoff_date"].nunique()) < PUBLISHED_CUTOFFS:
        print(f"  only {published} of {PUBLISHED_CUTOFFS} cutoffs tested: the history is short")
    warehouse.replace_backtest_scores(scores)
    save_plan(replace(plan, mart_fingerprint=fingerprint))


def _rule(labelled: pd.DataFrame, signature: Signature) -> Plan:
    """Return the plan of the rule that was closest at the cutoffs that there are.

    A rule needs nothing to learn from, so a cutoff without earlier ones can judge it.
    """
    best = SERVABLE_RULES[0]
    if len(labelled):
        rows = Rows.of(labelled, signature)
        errors = {name: [] for name in SERVABLE_RULES}
        for cutoff in rows.distinct_cutoffs:
            here = rows.take(rows.cutoffs == cutoff)
            rules = simple_rules(days_of_history(here.features))
            for name in SERVABLE_RULES:
                predicted = rules[name].predict(here.features)
                errors[name].append(rmse(predicted, here.outcome.spend))
        best = min(SERVABLE_RULES, key=lambda name: float(np.mean(errors[name])))
    judged = (
        f"the best of them at the cutoffs that there are: {labelled['cutoff_date'].nunique()}"
        if labelled[TARGET_SPEND].notna().any()
        else "no target window is over yet"
    )
    return Plan(
        rule=best,
        reason=(
            "No model could be tested (no cutoff has enough earlier rows and buyers to learn "
            f"from), so a simple rule is served: {best.replace('_', ' ')} ({judged})."
        ),
    )
