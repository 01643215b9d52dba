"""What moves a forecast: inputs, families of inputs, which way, and how far."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.figures import BLUE
from dashboard.labels import MONEY, family, label
from dashboard.model import figures as model_figures
from dashboard.store.model import IMPORTANCE, PARTIAL_DEPENDENCE
from data.formatting import counted, currency, money, percent
from reports.model.dots import Dot, dots
from reports.model.examples import examples
from reports.model.leak_checks import categories
from reports.model.swarm import swarm
from reports.page import Part, Plot, Points, Section, Words
from reports.warehouse import Warehouse, spelled_out

NAME, TITLE = "importance", "What moves a forecast"
SHOWN, CURVES = 15, 4
WAY = {"raises": "the more, the higher", "lowers": "the more, the lower"}

BY_FAMILY = """
select
    split_part(feature, '_', 1) as prefix,
    count(*) as features,
    sum(share) as share
from marts.feature_importance
group by prefix
having sum(share) > 0
order by share desc, prefix
"""

DEPENDENT = """
select
    dependence.feature,
    min(dependence.predicted_spend_30d) as lowest,
    max(dependence.predicted_spend_30d) as highest,
    arg_min(dependence.predicted_spend_30d, dependence.position) as at_the_low_end,
    arg_max(dependence.predicted_spend_30d, dependence.position) as at_the_high_end
from marts.partial_dependence as dependence
left join marts.feature_importance as importance using (feature)
group by dependence.feature
order by any_value(importance.share) desc nulls last, dependence.feature
"""


def names_of_categories(warehouse: Warehouse) -> dict[str, str]:
    """Return the names of the categories that have a column, by their slug."""
    return {row["category_slug"]: row["product_category"] for row in categories(warehouse)}


def importance(warehouse: Warehouse) -> Section:
    """Return the section."""
    sql = spelled_out(IMPORTANCE, limit=SHOWN)
    rows = [row for row in warehouse.query(sql) if row["mean_absolute_contribution"]]
    if not rows:
        text = "A simple rule makes these forecasts, so there are no inputs to weigh."
        return Section(NAME, TITLE, [Words(text)])
    names = names_of_categories(warehouse)
    return Section(
        NAME,
        TITLE,
        [
            Words(
                "Each forecast is a base that is the same for everybody and what each input adds "
                f"or takes away, in {currency()} (SHAP values). Of two inputs that say the same "
                "the model may look at either, so families tell more than single inputs. What goes "
                "with spend here is not the effect of an action."
            ),
            *_families(warehouse),
            _inputs(rows, names, sql),
            *swarm(warehouse, names),
            *_dependence(warehouse, names),
            *examples(warehouse, names),
        ],
    )


def families(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the families of inputs with their share (0 to 1) of all moves, largest first."""
    return warehouse.query(BY_FAMILY)


def _families(warehouse: Warehouse) -> Iterator[Part]:
    rows = families(warehouse)
    yield Plot(
        _bars([(family(row["prefix"]), row["share"], _of_features(row)) for row in rows],
              "Share of all moves", ".0%"),
        f"Inputs by family, as the share of all that moves forecasts. “{family(rows[0]['prefix'])}”"
        f" makes {percent(rows[0]['share'])}.",
        BY_FAMILY,
    )  # fmt: skip


def _of_features(row: Mapping[str, Any]) -> str:
    return f"{percent(row['share'], 1)}, {counted(row['features'], 'input')}"


def _inputs(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], sql: str) -> Plot:
    first = rows[0]
    return Plot(
        _bars(
            [
                (
                    label(row["feature"], names),
                    row["mean_absolute_contribution"],
                    f"{money(row['mean_absolute_contribution'], 2)}, "
                    f"{WAY.get(row['direction'], 'no single direction')}",
                )
                for row in rows
            ],
            f"Moves a forecast by, on average ({currency()})",
            ",.2~f",
        ),
        f"The {len(rows)} inputs that move forecasts most, mean over today's customers. "
        f"“{label(first['feature'], names)}” moves one by "
        f"{money(first['mean_absolute_contribution'], 2)} on average "
        f"({WAY.get(first['direction'], 'no single direction')}).",
        sql,
    )


def _bars(rows: Sequence[tuple[str, float, str]], title: str, tick: str) -> Any:
    """Return values as lines from 0, each under its name."""
    shown = [Dot(name, value, told, low=0) for name, value, told in rows]
    return dots([("", BLUE, shown)], title, tick).update_layout(xaxis_rangemode="tozero")


def _dependence(warehouse: Warehouse, names: Mapping[str, str]) -> Iterator[Part]:
    rows = warehouse.query(DEPENDENT)[:CURVES]
    if not rows:
        return
    yield Words(
        "What if everybody had the same value of one input, and kept all others (partial "
        "dependence)?"
    )
    yield Points([_curve_words(row, names) for row in rows])
    for row in rows:
        sql = spelled_out(PARTIAL_DEPENDENCE, feature=row["feature"])
        name = label(row["feature"], names)
        unit = f" ({currency()})" if MONEY.search(row["feature"]) else ""
        curve = warehouse.query(sql)
        figure = model_figures.dependence(row["feature"], f"{name}{unit}", curve)
        yield Plot(
            figure.update_layout(height=260),
            f"{name}: mean expected spend when everybody has the value below the line.",
            sql,
        )


def _curve_words(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    low, high = row["at_the_low_end"], row["at_the_high_end"]
    way = "rises" if high > low else "falls" if high < low else "does not change"
    bends = row["highest"] > max(low, high) or row["lowest"] < min(low, high)
    return (
        f"{label(row['feature'], names)}: the mean forecast {way} from {money(low, 2)} to "
        f"{money(high, 2)} along it{', with a bend on the way' if bends else ''}."
    )
