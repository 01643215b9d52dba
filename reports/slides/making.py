"""How the forecast is made: features, model, and the system around them."""

from collections import Counter

import plotly.graph_objects as go

from dashboard.figures import BLUE, styled
from dashboard.labels import family, label
from dashboard.model.words import model_name
from data.formatting import counted, percent
from ml.candidates import PARTS
from ml.rules import simple_rules
from reports.page import Points, Table
from reports.slides.enlarged import plotted
from reports.slides.slide import Columns, Flow, Heading, Part, Slide
from reports.slides.words import in_short, listed
from reports.warehouse import Warehouse

MOST = """
select feature
from marts.feature_importance
where share > 0
order by share desc, feature
"""
BUILT = """
select
    count(*) filter (where node_id like 'model.%') as models,
    count(*) filter (where node_id like 'test.%') as tests,
    (select count(*) from quality.source_reconciliation) as inputs
from quality.build_results
"""
HEADS = {
    "expected": ("Expected spend: the mean", "RMSE"),
    "typical": ("Typical spend: the median", "MAE"),
}
EXAMPLES, LONGEST = 3, 60


def features(warehouse: Warehouse) -> Slide:
    """Return how many features there are of which kind, and examples."""
    names = list(warehouse.manifest["features"])
    counts = Counter(family(name) for name in names).most_common()
    title = f"{len(names)} features in {len(counts)} families, every one of them SQL"
    figure = go.Figure()
    figure.add_bar(
        orientation="h",
        y=[name for name, _ in counts],
        x=[count for _, count in counts],
        text=[count for _, count in counts],
        textposition="outside",
        cliponaxis=False,
        marker_color=BLUE,
    )
    styled(figure, 490).update_layout(
        yaxis={"autorange": "reversed", "type": "category", "showgrid": False},
        xaxis={"visible": False},
        bargap=0.25,
    )
    families = listed([f"{name} ({count})" for name, count in counts])
    examples = _examples(warehouse)
    side: list[Part] = [Heading("The strongest ones"), Points(examples)] if examples else []
    plot = plotted(figure, f"Number of features by family: {families}.", 740 if side else 1168)
    return Slide(
        "features",
        title,
        [Columns([plot], side, "740px 1fr") if side else plot],
        [
            "Each family is one short dbt model on the same spine of customers and cutoffs; the "
            "mart only joins them. Python computes no feature.",
            f"The families and their features are: {families}.",
            "The same SQL computes the features of a what-if in the dashboard and of a file of "
            "new customers, so there is no second truth.",
        ],
    )


def _examples(warehouse: Warehouse) -> list[str]:
    """Return the most important feature of each of the most important families."""
    told: dict[str, str] = {}
    for row in warehouse.query(MOST):
        told.setdefault(family(row["feature"]), label(row["feature"]))
    return [in_short(words, LONGEST) for words in list(told.values())[:EXAMPLES]]


def model(warehouse: Warehouse) -> Slide:
    """Return what answers each of the two questions, with the weights."""
    served = {head: warehouse.manifest["served"][head] for head in HEADS}
    rows = [
        [*(HEADS[head] if place == 0 else ("", "")), *member]
        for head, members in served.items()
        for place, member in enumerate(_weighted(members))
    ]
    names = {name for members in served.values() for name in members}
    return Slide(
        "model",
        _answer(names),
        [Table(["Question", "Judged by", ">Weight", "Answered by"], rows, "What is served")],
        [
            "Expected and typical spend are different questions: one is judged by squared, the "
            "other by absolute error, and no single number answers both.",
            *[
                f"{HEADS[head][0]}: {listed([' '.join(one) for one in _weighted(members)])}."
                for head, members in served.items()
            ],
            "A member enters only for a gain at earlier cutoffs; where a simple rule is closer, "
            "the rule is what is served, and the dashboard says so.",
            f"The served model learnt from {counted(warehouse.manifest['training_rows'], 'row')}.",
        ],
    )


def _answer(names: set[str]) -> str:
    if names <= set(simple_rules()):
        return "Simple rules answer for now: no model was shown to be closer"
    if names <= set(PARTS):
        return "Two questions get two ensembles of CatBoost trees"
    return "Two questions get two answers, each from what earned its place"


def _weighted(members: dict[str, float]) -> list[tuple[str, str]]:
    """Return weight and name of each member, the weightiest first."""
    ranked = sorted(members.items(), key=lambda member: (-member[1], member[0]))
    return [(percent(weight), model_name(name)) for name, weight in ranked]


def system(warehouse: Warehouse) -> Slide:
    """Return the parts of the system in the order in which data go through them."""
    built = warehouse.row(BUILT)
    tables = counted(built["inputs"], "table")
    return Slide(
        "system",
        "One command leads from raw files to a dashboard, tested at every step",
        [
            Flow(
                [
                    ("Raw files", f"{tables}, CSV or Parquet"),
                    ("Input check", "stops bad files, sets bad rows aside"),
                    ("dbt on DuckDB", f"{counted(built['models'], 'model')} in SQL"),
                    ("Tests", f"{counted(built['tests'], 'data test')} in every build"),
                    ("Training", "tests on the past, then fits"),
                    ("Scoring", "forecast, interval, reasons"),
                    ("Publishing", "mart and model in one step"),
                    ("Dashboard", "only reads what was published"),
                ]
            )
        ],
        [
            "Data go one way: raw files, checks, staging, intermediate, marts, training and "
            "scoring, prediction marts, dashboard. Nothing reaches back.",
            f"dbt ran {counted(built['models'], 'model')} and "
            f"{counted(built['tests'], 'data test')} in the build that these slides tell of. What "
            "fails a test is not published; what was published before stays.",
            "The same models build on Apache Spark. The dashboard never opens the warehouse: it "
            "shows a copy, verified by its checksums, of which the last three are kept.",
        ],
    )
