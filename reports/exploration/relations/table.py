"""The families of inputs in a table: the strongest of each, and whether that stays so."""

from typing import Any

from dashboard.labels import FAMILIES, family
from data.formatting import day
from reports.exploration.numbers import share, signed
from reports.exploration.relations.over_time import over_time, over_time_sql
from reports.exploration.relations.strength import strengths_sql
from reports.page import Table
from reports.warehouse import Warehouse

HEAD = (
    *("Family", "Strongest input"),
    *(">Explained", ">Rank correlation", ">Over time", ">Known of", ">Inputs"),
)


def table(
    warehouse: Warehouse,
    found: list[dict[str, Any]],
    best: list[dict[str, Any]],
    names: dict[str, str],
) -> Table:
    """Return the table.

    Args:
        warehouse: where the earlier cutoffs are.
        found: all inputs, as `strengths` returns them.
        best: the strongest of each family.
        names: what the inputs are called.
    """
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
