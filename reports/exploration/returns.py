"""What was given back, and what was bought by nobody known."""

from data.formatting import counted, money
from reports.page import Cards, Section, Words
from reports.warehouse import Warehouse

GIVEN_BACK = """
select
    count(*) filter (where not is_purchase) as returns,
    coalesce(-sum(amount) filter (where not is_purchase), 0)::double as returned,
    sum(amount) filter (where is_purchase)::double as bought,
    count(distinct customer_id) filter (where not is_purchase) as customers,
    count(*) filter (where customer_id is null) as anonymous,
    coalesce(sum(amount) filter (where customer_id is null), 0)::double as anonymous_spend,
    sum(amount)::double as spend,
    count(*) filter (where customer_match = 'phone') as by_phone
from intermediate.int_transactions
"""


def returns(warehouse: Warehouse) -> Section:
    """Return the section."""
    found = warehouse.row(GIVEN_BACK)
    title = "Returns, and sales of nobody known"
    words = []
    if not found["returns"]:
        words.append("Nothing was given back: there are no returns in the data.")
    if not found["anonymous"]:
        words.append("Every sale has a customer.")
    if not found["returns"] and not found["anonymous"]:
        return Section("returns", title, [Words(" ".join(words))])
    facts = [
        (
            "Returned",
            money(found["returned"]),
            f"{counted(found['returns'], 'return')} of {counted(found['customers'], 'customer')}, "
            f"{_share(found['returned'], found['bought'])} of what was bought",
        ),
        (
            "Without a customer",
            money(found["anonymous_spend"]),
            f"{counted(found['anonymous'], 'sale')}, "
            f"{_share(found['anonymous_spend'], found['spend'])} of all spend: in totals, in no "
            "customer's features",
        ),
        (
            "Found by telephone",
            counted(found["by_phone"], "sale"),
            "without a customer number, but of a phone that one customer has",
        ),
    ]
    shown = Cards([fact for fact in facts if not fact[1].startswith("0 ")], GIVEN_BACK)
    return Section("returns", title, [shown, *([Words(" ".join(words))] if words else [])])


def _share(part: float, whole: float | None) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
