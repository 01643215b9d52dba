"""The table of results in the README: the served model beside what others would use."""

from collections.abc import Iterator
from pathlib import Path

from dashboard.model.words import metric_value, model_name
from dashboard.store.model import METRICS
from data.files import replace_text
from data.formatting import counted, day, percent
from data.paths import PROJECT_DIR
from reports import places
from reports.warehouse import Warehouse, spelled_out

README = PROJECT_DIR / "README.md"
BEGIN, END = "<!-- results: written by `make report` -->\n", "<!-- end of results -->\n"

# Parts of the served model, and weaker twins of a rule, would only lengthen the table.
SHOWN = (
    "spend30",
    "xgboost",
    "blend_of_rates",
    "random_forest",
    "ridge",
    "linear",
    "usual_recipe",
    "last_90_days_over_3",
    "bg_nbd_gamma_gamma",
    "last_30_days",
    "mean",
    "median",
    "zero",
)


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Write the table into the project's own README, for the project's own ``data`` only."""
    if places.root() != PROJECT_DIR:
        return
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise RuntimeError(f"{README} lacks the marks of the table of results: {BEGIN}… {END}")
    replace_text(README, before + BEGIN + results(warehouse) + END + after)
    yield README


def results(warehouse: Warehouse) -> str:
    """Return the table in Markdown, with a sentence on what was tested."""
    tested = warehouse.query(spelled_out(METRICS, cutoff=None))
    rows = sorted(
        (row for row in tested if row["model_name"] in SHOWN), key=lambda row: row["rmse"]
    )
    if not rows:
        return "Nothing could be tested yet: no window of 30 days was over twice.\n"
    ours = rows[0]
    lines = [
        f"Out of time, mean of {counted(ours['cutoffs'], 'cutoff')} from "
        f"{day(ours['first_cutoff_date'])} to {day(ours['last_cutoff_date'])}:",
        "",
        "| | MAE | RMSE | R² | Gini | total | in 80 % |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        name = model_name(row["model_name"])
        mark = "**" if row["model_name"] == "spend30" else ""
        figures = [
            metric_value("mae", row["mae"]),
            metric_value("rmse", row["rmse"]),
            metric_value("r2", row["r2"]),
            metric_value("r2", row["normalised_gini"]),
            percent(row["predicted_to_actual"]),
            percent(row["interval_coverage"]),
        ]
        lines.append("| " + " | ".join(f"{mark}{cell}{mark}" for cell in [name, *figures]) + " |")
    return "\n".join(lines) + "\n"
