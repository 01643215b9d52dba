"""What a campaign to the best tenth would reach: by this model, and by the simple rule."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from dashboard.figures import GREY
from dashboard.model import figures as model_figures
from dashboard.store.model import CALIBRATION, PERFECT_GAIN
from data.formatting import counted, money, percent
from ml.model import MODEL_NAME
from ml.names import model_name
from ml.rules import HORIZON_DAYS, simple_rules
from reports.model.backtest import nothing_tested, tests
from reports.page import Cards, Part, Plot, Section, Table, Words
from reports.warehouse import Warehouse, spelled_out

NAME, TITLE = "campaign", "Whom to reach: lift, gain and what it is worth"

# The rule whose order of customers is best: mean over the tests of the spend of its first tenth.
BEST_RULE = f"""
select model_name
from marts.model_metrics
where
    model_name in ({", ".join(f"'{name}'" for name in simple_rules())})
    and normalised_gini is not null
group by model_name
order by avg(normalised_gini) desc, model_name
limit 1
"""

REACHED = f"""
with orders as (
    select
        cutoff_date,
        customer_id,
        actual_spend_30d::double as actual,
        has_purchased_30d::int as bought,
        model_name,
        ntile(10) over (
            partition by model_name, cutoff_date
            order by predicted_spend_30d desc, customer_id
        ) as decile
    from marts.backtest_predictions
    where model_name in ('{MODEL_NAME}', $rule)
    union all
    select
        cutoff_date,
        customer_id,
        actual_spend_30d::double as actual,
        has_purchased_30d::int as bought,
        'known' as model_name,
        ntile(10) over (
            partition by cutoff_date
            order by actual_spend_30d desc, customer_id
        ) as decile
    from marts.backtest_predictions
    where model_name = '{MODEL_NAME}'
),

by_cutoff as (
    select
        model_name,
        cutoff_date,
        count(*) filter (where decile = 1) as reached_customers,
        count(*) as customers,
        sum(actual) filter (where decile = 1) as reached,
        sum(actual) as total,
        avg(bought) filter (where decile = 1) as bought
    from orders
    group by model_name, cutoff_date
)

select
    model_name,
    avg(reached_customers) as reached_customers,
    avg(customers) as customers,
    avg(reached) as reached,
    avg(total) as total,
    avg(reached / nullif(total, 0)) as share,
    avg(bought) as bought
from by_cutoff
group by model_name
order by share desc
"""


def campaign(warehouse: Warehouse) -> Section:
    """Return the section."""
    found, sql = first_tenth(warehouse), reached_query(warehouse)
    if not tests(warehouse) or not found:
        return nothing_tested(NAME, TITLE)
    if found[MODEL_NAME]["total"] <= 0:
        words = "In the tests no more was bought than given back: there is no spend to reach."
        return Section(NAME, TITLE, [Words(words)])
    return Section(
        NAME, TITLE, [_cards(found, sql), _words(found), *_gain(warehouse), _table(found, sql)]
    )


def first_tenth(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    """Return what the first tenth makes up by model, rule and foresight, mean over the tests.

    Keys: `MODEL_NAME`, ``rule`` (where one ranks) and ``known``; amounts in currency.
    """
    rule = best_rule(warehouse)
    rows = warehouse.query(reached_query(warehouse))
    found = {row["model_name"]: row for row in rows}
    if rule in found:
        found["rule"] = found.pop(rule)
    return found if MODEL_NAME in found else {}


def reached_query(warehouse: Warehouse) -> str:
    """Return the query of what first tenths make up."""
    return spelled_out(REACHED, rule=best_rule(warehouse))


def best_rule(warehouse: Warehouse) -> str | None:
    """Return the simple rule that ranks customers best; None without a test."""
    rows = warehouse.query(BEST_RULE)
    return rows[0]["model_name"] if rows else None


def _cards(found: dict[str, dict[str, Any]], sql: str) -> Cards:
    ours = found[MODEL_NAME]
    per_customer = ours["reached"] / ours["reached_customers"]
    mean = ours["total"] / ours["customers"]
    return Cards(
        [
            (
                "Spend of the first tenth",
                percent(ours["share"], 1),
                "of all, by this model's order",
            ),
            ("Per customer reached", money(per_customer, 2), f"in {HORIZON_DAYS} days"),
            ("Lift", f"{per_customer / mean:.1f} ×", "as much as a customer drawn by chance"),
            ("Bought", percent(ours["bought"], 1), "of the first tenth bought something"),
        ],
        sql,
    )


def difference_words(found: dict[str, dict[str, Any]]) -> str:
    """Return what the model's first tenth is worth beside the rule's, in a sentence."""
    if "rule" not in found:
        return "No simple rule gives an order of customers to compare with."
    ours, rule = found[MODEL_NAME], found["rule"]
    more = ours["reached"] - rule["reached"]
    size = counted(round(ours["reached_customers"]), "customer")
    if abs(more) < 0.005 * rule["reached"]:
        return (
            f"A campaign to the first tenth ({size}) reaches as much spend as by the best simple "
            f"rule: {percent(ours['share'], 1)} against {percent(rule['share'], 1)} of all. For "
            "choosing whom to write to, the rule does as well."
        )
    than = "more" if more > 0 else "less"
    return (
        f"A campaign to the first tenth ({size}) reaches customers who spend "
        f"{money(abs(more))} {than} in {HORIZON_DAYS} days than those whom the best simple rule "
        f"would choose: {percent(ours['share'], 1)} against {percent(rule['share'], 1)} of all."
    )


def _words(found: dict[str, dict[str, Any]]) -> Words:
    ours, known = found[MODEL_NAME], found["known"]
    per_customer = ours["reached"] / ours["reached_customers"]
    return Words(
        f"{difference_words(found)} Who knew the future would reach "
        f"{percent(known['share'], 1)}. What a campaign brings is another question: each 1 % by "
        f"which it raised the spend of these customers would be worth "
        f"{money(per_customer / 100, 2)} of sales a customer, so a contact that costs more than "
        "the margin on that must raise it by more. How much it raises anything only an experiment "
        "can say: leave a random part alone and compare."
    )


def _gain(warehouse: Warehouse) -> Iterator[Part]:
    sql = spelled_out(CALIBRATION, model=MODEL_NAME, cutoff=None)
    perfect = warehouse.query(spelled_out(PERFECT_GAIN, model=MODEL_NAME, cutoff=None))
    reached = _shares(warehouse.query(sql))
    total = perfect[-1]["reached"]
    figure = model_figures.gain(reached, [row["reached"] / total for row in perfect])
    rule = best_rule(warehouse)
    if rule:
        shares = _shares(warehouse.query(spelled_out(CALIBRATION, model=rule, cutoff=None)))
        figure.add_scatter(
            x=[n / len(shares) for n in range(len(shares) + 1)],
            y=[0, *shares],
            name=model_name(rule),
            line={"color": GREY, "dash": "dashdot"},
            mode="lines",
            hovertemplate="the rule: %{x:.0%} of customers, %{y:.1%} of spend<extra></extra>",
        )
    figure.update_layout(legend={"orientation": "h", "y": 1, "yanchor": "bottom"}, height=400)
    yield Plot(
        figure,
        "Share of all spend made by the first customers, in the order of their forecasts, all "
        "tests together: the further above the dotted line of a random order, the better; nothing "
        "can be above the dashed one.",
        sql,
    )


def _shares(rows: list[dict[str, Any]]) -> list[float]:
    spend = [row["actual"] * row["customers"] for row in rows]
    return [amount / sum(spend) for amount in accumulate(spend)]


def _table(found: dict[str, dict[str, Any]], sql: str) -> Table:
    names = {
        MODEL_NAME: "This model",
        "rule": "The best simple rule",
        "known": "Who knew the future",
    }
    rows = [(name, found[key]) for key, name in names.items() if key in found]
    return Table(
        ["Order of the customers", ">Customers reached", ">They spend", ">Of all", ">Bought"],
        [
            [
                name,
                f"{row['reached_customers']:,.0f}",
                money(row["reached"]),
                percent(row["share"], 1),
                percent(row["bought"], 1),
            ]
            for name, row in rows
        ],
        f"The first tenth of the customers, mean over the tests; spend in {HORIZON_DAYS} days.",
        sql,
    )
