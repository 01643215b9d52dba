"""Random small drops: a few customers whose sales lie on and around the edges of the windows."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.drops import Drop, drop

AS_OF = date(2024, 7, 1)
# Days before a cutoff at which some window begins, or the day beside it.
EDGES = [
    *(0, 1, 7, 8, 14, 15, 28, 29, 30, 31, 60, 61, 90, 91, 120, 121, 180, 181, 182, 183),
    *(270, 271, 335, 336, 365, 366, 395, 396),
]
TIMES = [time(0, 0, 0), time(0, 0, 1), time(12, 0, 0), time(23, 59, 59)]

# Round amounts make ties.
round_money = st.sampled_from([Decimal(0), Decimal(5), Decimal(50)])
money = st.one_of(round_money, st.decimals(0, 300, places=2))


@st.composite
def sales(draw: st.DrawFn, number: int) -> tuple[dict, list[dict]]:
    """Return a header and its lines; at times without id, phone, amount, store or lines."""
    labelled = AS_OF - timedelta(days=30 + 7 * draw(st.integers(0, 2)))
    cutoff = draw(st.sampled_from([AS_OF, labelled]))
    age = draw(st.one_of(st.sampled_from(EDGES), st.integers(-29, 500)))
    day = min(cutoff - timedelta(days=age), AS_OF - timedelta(days=1))
    sign = draw(st.sampled_from([1, 1, 1, -1]))
    lines = [
        {
            "line_item_id": f"T{number}-{line}",
            "transaction_id": f"T{number}",
            "product_id": draw(st.sampled_from(["P1", "P2", "P3", "P4", "P9", None])),
            "promotion_id": draw(st.sampled_from([None, None, "A", "unknown"])),
            "quantity": sign * draw(st.integers(0, 3)),
            "line_item_amount": sign * draw(money),
        }
        for line in range(draw(st.integers(0, 3)))
    ]
    total = sum((line["line_item_amount"] for line in lines), Decimal(0))
    header = {
        "transaction_id": f"T{number}",
        "customer_id": draw(st.sampled_from(["C1", "C1", "C2", "C2", "C3", "C9", None])),
        "customer_phone": draw(st.sampled_from([None, "111", "222", "333"])),
        "store_id": draw(st.sampled_from(["S1", "S2", "S3", "S9", None])),
        "transaction_date": datetime.combine(day, draw(st.sampled_from(TIMES))),
        "total_amount": draw(st.sampled_from([total, total, total + 1, sign * Decimal(50), None])),
        "channel": draw(st.sampled_from([None, None, "web", "mobile", "in_store", "kiosk"])),
    }
    if header["total_amount"] is None and not lines:
        header["total_amount"] = Decimal(0)
    return header, lines


@st.composite
def drops(draw: st.DrawFn) -> Drop:
    """Return a clean drop of up to 14 sales of four customers, or of nobody."""
    made = [draw(sales(number)) for number in range(draw(st.integers(1, 14)))]
    return drop(
        stores=[
            {"store_id": "S1", "store_name": "Main Street", "store_region": "North"},
            {"store_id": "S2", "store_name": "Online Shop", "store_region": None},
            {"store_id": "S3", "store_name": "Our App", "store_region": "South"},
        ],
        products=[
            {"product_id": "P1", "product_category": "Food"},
            {"product_id": "P2", "product_category": "Drink"},
            {"product_id": "P3", "product_category": "Zoo"},
            {"product_id": "P4", "product_category": None},
        ],
        customer_details=[
            {"customer_id": "C1", "customer_phone": "111"},
            {"customer_id": "C2", "customer_phone": "222"},
            {"customer_id": "C3", "customer_phone": "222"},
            {"customer_id": "C4", "customer_phone": "444"},
        ],
        promotion_details=[{"promotion_id": "A"}],
        loyalty_rules=draw(
            st.sampled_from(
                [
                    [],
                    [_rule("R1", 1, 0, 0)],
                    [_rule("R1", 1, 0, 5), _rule("R2", 2, 50, 0), _rule("R3", 0, 10, 100)],
                ]
            )
        ),
        store_sales_header=[header for header, _ in made],
        store_sales_line_items=[line for _, lines in made for line in lines],
    )


def _rule(rule_id: str, points: int, threshold: int, bonus: int) -> dict:
    return {
        "rule_id": rule_id,
        "points_per_unit_spend": points,
        "min_spend_threshold": threshold,
        "bonus_points": bonus,
    }


def crowd(size: int) -> Drop:
    """Return one drop of the sales of ``size`` random drops, each with customers of its own."""
    found: list[Drop] = []

    @settings(max_examples=size, derandomize=True, database=None, phases=[Phase.generate])
    @given(drops())
    def collect(one: Drop) -> None:
        found.append(one)

    collect()
    whole = drop(**{name: found[0][name] for name in ("stores", "products", "promotion_details")})
    whole["loyalty_rules"] = max((one["loyalty_rules"] for one in found), key=len)
    whole["customer_details"] = []
    for number, one in enumerate(found, start=1000):
        for name in ("customer_details", "store_sales_header", "store_sales_line_items"):
            whole[name] += [_of_crowd(row, number) for row in one[name]]
    return whole


def _of_crowd(row: dict, number: int) -> dict:
    own = ("customer_id", "customer_phone", "transaction_id", "line_item_id")
    return {
        key: f"{number}{value}" if key in own and value else value for key, value in row.items()
    }
