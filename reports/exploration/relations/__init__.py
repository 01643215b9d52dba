"""What is known today about the spend of the next 30 days: input by input, family by family."""

from typing import Any

from dashboard.labels import FAMILIES, family, label
from data.formatting import counted, day
from reports.exploration.described import CUTOFF, NO_TARGET
from reports.exploration.numbers import share, signed
from reports.exploration.relations.figures import likeness, means, steps
from reports.exploration.relations.over_time import over_time, over_time_sql
from reports.exploration.relations.strength import strengths_sql
from reports.exploration.relations.tenths import tenths, tenths_sql
from reports.page import Part, Plot, Section, Table, Words
from reports.warehouse import Warehouse

TITLE = "Today and tomorrow: which inputs say something"
SHOWN_CLOSELY = 3
HEAD = (
    *("Family", "Strongest input"),
    *(">Explained", ">Rank correlation", ">Over time", ">Known of", ">Inputs"),
)


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
        words = "No input varies with the spend: there are too few customers, or all are alike."
        return Section("relations", TITLE, [Words(words)])
    names = _names(warehouse)
    numbers = [row for row in best if row["correlation"] is not None]
    return Section(
        "relations",
        TITLE,
        [
            Words(_method(seen)),
            _table(warehouse, found, best, names),
            *_plots(warehouse, numbers, names, day(seen["cutoff_date"])),
        ],
    )


def strongest(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the strongest input of each family, the strongest first."""
    best: dict[str, dict[str, Any]] = {}
    for row in found:
        if row["explained"] is not None:
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
        f"{counted(seen['customers'], 'customer')} on {day(seen['cutoff_date'])}: what was known "
        "before that day, against what they spent in the 30 days from it. Explained is the share "
        "of the variance of spend (in currency, so that large sums count most) that lies between "
        "tenths of the customers by one input alone, corrected for the number of groups; it also "
        "sees relations that rise and fall again, which a rank correlation does not. Most inputs "
        "say the same thing in other words, so the shares do not add up."
    )


def _table(
    warehouse: Warehouse,
    found: list[dict[str, Any]],
    best: list[dict[str, Any]],
    names: dict[str, str],
) -> Table:
    features = [row["feature"] for row in best if row["correlation"] is not None]
    earlier = over_time(warehouse, features)
    of = {
        name: [row for row in found if family(row["feature"]) == name] for name in _families(found)
    }
    silent = [name for name in FAMILIES.values() if name not in of and name != FAMILIES["level"]]
    caption = (
        "The strongest input of each family. Over time: the lowest and the highest of its rank "
        f"correlations at {_cutoffs(earlier)}. Known of: share of the customers. Inputs: those of "
        "the family that vary."
    )
    if silent:
        caption += f" The same for all customers, or not known of any: {', '.join(silent)}."
    return Table(
        HEAD,
        [
            [
                family(row["feature"]),
                names[row["feature"]],
                share(max(row["explained"], 0)),
                signed(row["correlation"]),
                _range(earlier.get(row["feature"], [])),
                share(row["known_share"], 0),
                str(len(of[family(row["feature"])])),
            ]
            for row in best
        ],
        caption,
        strengths_sql(warehouse) + (f";\n{over_time_sql(features)}" if features else ""),
    )  # fmt: skip


def _families(found: list[dict[str, Any]]) -> set[str]:
    return {family(row["feature"]) for row in found if row["explained"] is not None}


def _cutoffs(earlier: dict[str, list[dict[str, Any]]]) -> str:
    dates = sorted({row["cutoff_date"] for rows in earlier.values() for row in rows})
    if not dates:
        return "no cutoff"
    if len(dates) == 1:
        return f"the one cutoff that there is, {day(dates[0])}"
    return f"{len(dates)} cutoffs from {day(dates[0])} to {day(dates[-1])}"


def _range(rows: list[dict[str, Any]]) -> str:
    known = [row["correlation"] for row in rows if row["correlation"] is not None]
    return f"{signed(min(known))} to {signed(max(known))}" if known else "–"


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
            "are empty; “?”: not known). The more a row changes from left to right, the more the "
            "input says.",
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
