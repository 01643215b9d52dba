"""How good the forecast is beside other methods."""

from typing import Any

from dashboard.model.words import metric_value, model_name
from data.formatting import counted, day, money, percent
from ml.candidates import PARTS
from ml.rules import simple_rules
from reports.page import Words
from reports.slides.comparison_dots import BEST_PART, ERRORS, dots, short_name
from reports.slides.enlarged import plotted
from reports.slides.slide import Slide
from reports.slides.tested import KEPT, untested
from reports.slides.words import listed, spelled
from reports.warehouse import Warehouse

NEAREST = 8

# Of the candidates for a part the best alone, by each error; of all other methods the nearest.
COMPARED = f"""
with named as (
    select
        * replace (if(model_name in {PARTS}, '{BEST_PART}', model_name) as model_name)
    from marts.model_comparisons
    where metric in ('mae', 'rmse')
),

best as (
    select *
    from named
    qualify row_number() over (partition by metric, model_name order by other_value) = 1
),

others as (
    select
        *,
        rank() over (partition by metric order by other_value, model_name) as place
    from best
)

select
    model_name,
    metric,
    spend30_value,
    other_value,
    -difference / spend30_value as more,
    -difference_high / spend30_value as more_low,
    -difference_low / spend30_value as more_high,
    verdict
from others
where
    spend30_value > 0
    and model_name in (select model_name from others where metric = 'mae' and place <= {NEAREST})
order by metric, other_value, model_name
"""

UNTESTED = "Nothing is claimed: the history is too short to test on a part that was not learnt from"
RULE = "The best simple rule is served, and stays the bar for every model that more history allows."


def comparison(warehouse: Warehouse) -> Slide:
    """Return how far other methods are from what happened, beside the model."""
    rows, kept = warehouse.query(COMPARED), warehouse.row(KEPT)
    if not rows:
        return Slide("results", UNTESTED, [Words(RULE)], [untested(warehouse)])
    title = _verdict(rows)
    return Slide(
        "results",
        title,
        [
            plotted(dots(rows), f"{title}: differences with their 95 % intervals.", height=440),
            Words(_beside_rule(rows)),
        ],
        [
            f"Mean of {counted(kept['cutoffs'], 'cutoff')} from {day(kept['first_cutoff_date'])} "
            f"to {day(kept['last_cutoff_date'])}. spend30 itself: MAE {money(kept['mae'], 2)}, "
            f"RMSE {money(kept['rmse'], 2)}, R² {metric_value('r2', kept['r2'])}.",
            "A dot says how much further off a method is than spend30, which is the line at 0; the "
            "bar is the interval that holds 95 % of the differences when customers are drawn anew.",
            *_every_metric(rows),
            "The interval tells the luck of having these customers, not that of these months: the "
            "cutoffs are too few for that. Of the members of spend30, and of those that might have "
            "been, only the best alone is shown. What is further off than these is left out here; "
            "the dashboard has all of it.",
        ],
    )


def _verdict(rows: list[dict[str, Any]]) -> str:
    """Return in one sentence how the model stands among the others, and beside its best part."""
    others = [row for row in rows if row["model_name"] != BEST_PART]
    names = list(dict.fromkeys(row["model_name"] for row in others))
    closer = _with(others, "other is better")
    unclear = _with(others, "no clear difference")
    if closer:
        return f"{listed([short_name(name) for name in closer])} came closer than spend30"
    told = (
        f"{spelled(len(unclear))} of the {spelled(len(names))} closest methods may be as good"
        if unclear
        else f"The {spelled(len(names))} closest methods are further off"
    )
    part = [row for row in rows if row["model_name"] == BEST_PART]
    for verdict, how in (
        ("other is better", "is closer"),
        ("no clear difference", "may do as well"),
    ):
        if errors := [row["metric"].upper() for row in part if row["verdict"] == verdict]:
            told += f"; by {listed(errors)}, the best candidate alone {how}"
            break
    return told[0].upper() + told[1:]


def _with(rows: list[dict[str, Any]], verdict: str) -> list[str]:
    """Return the names of the methods with a verdict by at least one of the errors."""
    return list(dict.fromkeys(row["model_name"] for row in rows if row["verdict"] == verdict))


def _beside_rule(rows: list[dict[str, Any]]) -> str:
    """Return the best simple rule beside the model, by absolute error."""
    rules = [row for row in rows if row["metric"] == "mae" and row["model_name"] in simple_rules()]
    if not rules:
        return "No simple rule is among the closest methods."
    best = rules[0]
    share = abs(best["more"])
    which = "further off" if best["more"] > 0 else "closer"
    return (
        f"The best simple rule, “{model_name(best['model_name'])}”, is {percent(share, 1)} {which}:"
        f" {money(best['other_value'], 2)} against {money(best['spend30_value'], 2)}."
    )


def _every_metric(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"{title}: "
        + listed(
            [
                f"{short_name(row['model_name'])} {money(row['other_value'], 2)}"
                for row in rows
                if row["metric"] == metric
            ]
        )
        + "."
        for metric, title in ERRORS.items()
        if any(row["metric"] == metric for row in rows)
    ]
