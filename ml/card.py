"""The model card: what a manifest says, for people."""

from typing import Any

from data.formatting import money

ROWS = ("spend30", "last_90_days_over_3", "usual_recipe", "bg_nbd_gamma_gamma", "mean", "zero")


def model_card(manifest: dict[str, Any]) -> str:
    """Return the model card of a manifest, in Markdown."""
    cutoffs = manifest["training_cutoffs"]
    learnt = (
        f"{manifest['training_rows']:,} rows of {len(cutoffs)} cutoffs, {cutoffs[0]} to "
        f"{cutoffs[-1]}"
        if cutoffs
        else "nothing: no target window was over"
    )
    parts = [
        f"# Model card: {manifest['model_id']}",
        "What a customer spends in the 30 days from the cutoff: expected spend (the mean, which "
        "adds up to totals), typical spend (the median), an 80 % interval, and the probability of "
        "a purchase.",
    ]
    if manifest["notice"]:
        parts.append(f"**{manifest['notice']}**")
    parts += [
        "## What it is",
        _bullets(
            {
                "Expected spend": _shares(manifest["served"]["expected"]),
                "Typical spend": _shares(manifest["served"]["typical"]),
                "Learnt from": learnt,
                "Features": f"{len(manifest['features'])}, listed in the manifest",
                "Scores at": manifest["scoring_cutoff"],
                "Trained": manifest["trained_at"],
                "Libraries": ", ".join(f"{k} {v}" for k, v in manifest["libraries"].items()),
            }
        ),
        "## How good it is",
        _figures(manifest["backtest_means"]),
        "## How it was chosen",
        _choice(manifest),
        "## Limits",
        _bullets(
            {
                "Association": "a prediction for changed figures is not the effect of an action",
                "New customers": "less than 30 days or one purchase are little history, and are "
                "flagged",
                "Change": "what happens for the first time (a new store, a closure) is not known "
                "to it; see marts.feature_drift and marts.forecast_totals",
                "Fairness": "names, e-mails and phones are no features; what else a category "
                "stands for has to be judged by whoever acts on it",
            }
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _figures(means: dict[str, dict[str, Any]]) -> str:
    if not means:
        return "Nothing could be tested: see above."
    ours = next(iter(means.values()))
    lines = [
        f"Out of time, mean of {ours['cutoffs']} cutoffs from {ours['first_cutoff_date']} to "
        f"{ours['last_cutoff_date']} (`marts.model_metrics` has all models):",
        "",
        "| model | MAE | RMSE | R2 | Gini | total | in 80 % |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in ROWS:
        if name not in means:
            continue
        row = means[name]
        lines.append(
            f"| {name} | {money(row['mae'], 2)} | {money(row['rmse'], 2)} | "
            f"{_number(row['r2'])} | {_number(row['normalised_gini'])} | "
            f"{_percent(row['predicted_to_actual'])} | {_percent(row['interval_coverage'])} |"
        )
    return "\n".join(lines)


def _choice(manifest: dict[str, Any]) -> str:
    tuning = manifest["tuning"]
    searched = (
        f"{tuning['trials']} other settings were tried in {tuning['seconds']:.0f} seconds; "
        + ("one won on two earlier cutoffs." if tuning["is_accepted"] else "none won on both of "
           "two earlier cutoffs, so the usual ones stay.")
        if tuning
        else "No other settings were searched for."
    )  # fmt: skip
    return (
        f"Tested at {', '.join(manifest['tested_cutoffs']) or 'no cutoff'}. At each, the members "
        "of the ensembles, the calibration of the probability and the width of the interval were "
        f"learnt from the cutoffs before it alone. {searched}"
    )


def _shares(weights: dict[str, float]) -> str:
    return ", ".join(f"{100 * share:.0f} % {name}" for name, share in weights.items())


def _bullets(lines: dict[str, str]) -> str:
    return "\n".join(f"- {name}: {text}." for name, text in lines.items())


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f} %"
