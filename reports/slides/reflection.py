"""What was learnt, what it cost, what comes next."""

from dashboard.model.words import metric_value
from data.formatting import counted, money, percent
from ml.model import MODEL_NAME
from reports.facts import facts
from reports.page import Points
from reports.slides.slide import Columns, Commands, Heading, Slide
from reports.warehouse import Warehouse

LEARNT = f"""
with means as (
    select
        model_name,
        avg(mae) as mae,
        avg(r2) as r2
    from marts.model_metrics
    group by model_name
)

select
    max(r2) filter (where model_name = '{MODEL_NAME}') as ours,
    max(r2) filter (where model_name = 'usual_recipe') as usual,
    max(r2) filter (where model_name = 'boosted') as one_part,
    max(mae) filter (where model_name = '{MODEL_NAME}') as our_error,
    max(mae) filter (where model_name = 'last_90_days_over_3') as rule_error
from means
"""
YEAR = 365
COMMANDS = ("run", "dashboard")
PRICES = (
    "Full builds: nothing is kept",
    "Ensembles: slower to train",
    "Features in SQL only: long queries",
)


def learnings(warehouse: Warehouse) -> Slide:
    """Return what the figures taught, each chosen by what they say, and what choices cost."""
    title, learnt = _learnt(warehouse)
    return Slide(
        "reflection",
        title,
        [
            Columns(
                [Heading("What was learnt"), Points(learnt)],
                [Heading("What it costs"), Points(PRICES)],
            )
        ],
        [
            "The usual recipe is one snapshot, recency, frequency and spend, and a random split, "
            "with the same kind of trees as one part of this model. Every claim had to stand "
            "beside a rule that anybody can compute by hand.",
            *_tuned(warehouse),
            "The cutoffs follow the newest sale, so every build is a full one; when labelled "
            "cutoffs may stay on fixed days, their features can be kept.",
            "An ensemble takes longer to train than one model; in return no single kind of model "
            "must fit every retailer. Where a rule is closer, the rule is served.",
            "The decisions, each with its reason, its cost and when to look at it again, are in "
            "DECISIONS.md.",
        ],
    )


def _learnt(warehouse: Warehouse) -> tuple[str, list[str]]:
    found = warehouse.row(LEARNT)
    if found["ours"] is None:
        return (
            "Without a test on the past, a simple rule is the honest answer",
            ["More history turns it into a model", "The rule stays the bar to beat"],
        )
    title, points = "Honest tests beside simple rules say what a model is worth", []
    if None not in (found["usual"], found["one_part"]):
        by_features = found["one_part"] - found["usual"]
        by_model = found["ours"] - found["one_part"]
        if by_features > max(by_model, 0):
            title = "Features brought more than the choice of a model"
        points = [
            f"Features and cutoffs: {_signed(by_features)} R² over the usual recipe",
            f"Ensemble: {_signed(by_model)} R² over one part",
        ]
    if found["rule_error"] and found["our_error"]:
        gain = found["rule_error"] / found["our_error"] - 1
        more = "more" if gain > 0 else "less"
        points.append(f"Last 90 days / 3: {percent(abs(gain), 1)} {more} error")
    return title, points


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "") + metric_value("r2", value)


def _tuned(warehouse: Warehouse) -> list[str]:
    tuning = warehouse.manifest.get("tuning") or {}
    if not tuning.get("trials"):
        return []
    taken = "one" if tuning["is_accepted"] else "none"
    return [f"Tuning tried {counted(tuning['trials'], 'setting')}; {taken} was taken."]


def outlook(warehouse: Warehouse) -> Slide:
    """Return what comes next and how to try it."""
    known = facts(warehouse)
    days = (known["last_sale_date"] - known["first_sale_date"]).days + 1
    more = (
        "a second year, to learn seasons"
        if days < 2 * YEAR
        else "promotions that are planned, as features"
    )
    return Slide(
        "try",
        "Two commands show it on your own seven tables",
        [
            Commands([f"make {command} DATA_DIR=/path/to/retailer" for command in COMMANDS]),
            Heading("What comes next"),
            Points([more, "a trial that says what a call brings"]),
        ],
        [
            "Put seven tables, as CSV or Parquet, into a folder named raw; without any, the first "
            "command takes the sample. Python and make are all that is needed.",
            f"These slides tell of {counted(days, 'day')} of sales and "
            f"{money(known['spend'])} of net spend. make report writes them for yours.",
            "A forecast says whom to look at. Whether a call changes what is spent only a trial "
            "with a group that is not called can say; that is the next step.",
        ],
    )  # fmt: skip
