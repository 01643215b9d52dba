"""What is known today about the spend of the next 30 days: input by input, family by family."""

from typing import Any

from dashboard.labels import family, label
from data.formatting import day
from reports.exploration.described import CUTOFF, NO_TARGET
from reports.exploration.newest import drawn_of
from reports.exploration.relations.figures import FEWEST_IN_CELL, means, steps
from reports.exploration.relations.likeness import likeness
from reports.exploration.relations.table import table
from reports.exploration.relations.tenths import tenths, tenths_sql
from reports.page import Part, Plot, Section, Words
from reports.warehouse import Warehouse

TITLE = "Today and tomorrow: which inputs say something"
SHOWN_CLOSELY = 3
# Ten in each tenth.
FEWEST = 100


def relations(warehouse: Warehouse, found: list[dict[str, Any]]) -> Section:
    """Return the section.

    Args:
        warehouse: where the bins and the earlier cutoffs come from.
        found: `strengths`.
    """
    seen = warehouse.row(CUTOFF)
    if not seen["customers"]:
        return Section("relations", TITLE, [Words(NO_TARGET)])
    best = strongest(found)
    if not best:
        words = (
            f"Tenths of the customers say something from {FEWEST} customers on, and only of inputs "
            "that are not the same for all."
        )
        return Section("relations", TITLE, [Words(words)])
    names = _names(warehouse)
    numbers = [row for row in best if row["correlation"] is not None]
    return Section(
        "relations",
        TITLE,
        [
            Words(_method(seen)),
            table(warehouse, found, best, names),
            *_plots(warehouse, numbers, names, day(seen["cutoff_date"])),
        ],
    )


def strongest(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the strongest input of each family, the strongest first; none of few customers."""
    best: dict[str, dict[str, Any]] = {}
    for row in found:
        if row["explained"] is not None and row["customers"] >= FEWEST:
            best.setdefault(family(row["feature"]), row)
    return list(best.values())


def _names(warehouse: Warehouse) -> dict[str, str]:
    rows = warehouse.query("select category_slug, product_category from marts.categories")
    categories = {row["category_slug"]: row["product_category"] for row in rows}
    return {
        row["feature"]: label(row["feature"], categories)
        for row in warehouse.query(
            "select column_name as feature from duckdb_columns() "
            "where schema_name = 'marts' and table_name = 'customer_features'"
        )
    }


def _method(seen: dict[str, Any]) -> str:
    return (
        f"{drawn_of(seen['customers'])} on {day(seen['cutoff_date'])}: what was known "
        "before that day, against what they spent in the 30 days from it. Explained is the share "
        "of the variance of spend (in currency, so that large sums count most) that lies between "
        "tenths of the customers by one input alone, corrected for the number of groups; it also "
        "sees relations that rise and fall again, which a rank correlation does not. Most inputs "
        "say the same thing in other words, so the shares do not add up; and the strongest of many "
        "looks a little stronger than it is."
    )


def _plots(
    warehouse: Warehouse, numbers: list[dict[str, Any]], names: dict[str, str], when: str
) -> list[Part]:
    if not numbers:
        return []
    features = [row["feature"] for row in numbers]
    bins = {feature: tenths(warehouse, feature) for feature in features}
    parts: list[Part] = [
        Plot(
            means([(family(feature), names[feature], bins[feature]) for feature in features]),
            f"Mean net spend in the 30 days from {when}, by tenth of the customers by the "
            "strongest input of each family (1 the lowest; equal values stay in one tenth, so some "
            f"are empty, as are cells of fewer than {FEWEST_IN_CELL} customers; “?”: not known). "
            "The more a row changes from left to right, the more the input says.",
            tenths_sql(features[0]),
        )
    ]
    for feature in features[:SHOWN_CLOSELY]:
        parts.append(
            Plot(
                steps(feature, names[feature], bins[feature]),
                f"{family(feature)}: mean net spend in the 30 days from {when} by tenth of the "
                f"customers by “{names[feature]}”, with its 95 % interval.",
                tenths_sql(feature),
            )
        )
    if len(features) > 1:
        parts.append(likeness(warehouse, features, names))
    return parts
