"""Generate a retailer of any size: ``python -m data.synthetic --rows 1000000 --seed 7``.

Writes the seven raw tables into ``$DATA_DIR/raw`` (sales as Parquet, the rest as CSV), and beside
them, never among the inputs, ``$DATA_DIR/synthetic_truth.parquet``: what each customer was truly
expected to spend (see ``data.synthetic_process``). The same rows and seed give the same files.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data import synthetic_process as process
from data.paths import data_dir

BLOCK = 20_000  # customers drawn at a time
MIN_ROWS, MAX_ROWS = 10_000, 1_000_000_000
CATEGORIES = [
    *("Bakery", "Beer & Wine", "Books", "Café", "Cheese", "Children's Wear", "Clothing"),
    *("Dairy", "Electronics", "Fish", "Frozen", "Fruit/Vegetables", "Garden", "Kitchen"),
    *('7" Records', "Meat", "Müsli", "Office", "Pets", "Sports", "Toys", "Travel", "🎁 Gifts"),
    *("other", ""),
]
PRODUCTS_PER_CATEGORY = 200
STORES, HOME_STORE_SHARE = 40, 0.8
WEB_STORE, APP_STORE = 38, 39  # the last two
REGIONS = ["North", "South", "East", "West"]
PROMOTION_DAYS = 10
PHONE_SHARE, PHONE_ONLY_SHARE = 0.95, 0.02
UNREGISTERED_SHARE, NEVER_BOUGHT_SHARE = 0.005, 0.05
NO_CHANNEL_SHARE, UNKNOWN_PRODUCT_SHARE = 0.3, 0.001


class SyntheticError(Exception):
    """The data cannot be generated; the message says what to do."""


@dataclass(frozen=True)
class Catalogue:
    """Products by category; prices are whole tens of cents, so that discounts are exact."""

    cents: np.ndarray  # (categories, PRODUCTS_PER_CATEGORY)

    @classmethod
    def draw(cls, seed: int) -> "Catalogue":
        """Draw the prices: lognormal within a category, around its own level."""
        rng = np.random.default_rng([seed, 0])
        level = rng.normal(1.4, 0.6, (len(CATEGORIES), 1))
        prices = np.exp(rng.normal(level, 0.5, (len(CATEGORIES), PRODUCTS_PER_CATEGORY)))
        return cls((10 * np.maximum(1, np.round(10 * prices))).astype(np.int64))

    def mean_price(self, favourite: np.ndarray) -> np.ndarray:
        """Return the mean price of a customer's lines, in currency."""
        own, any_other = self.cents.mean(axis=1)[favourite], self.cents.mean()
        share = process.FAVOURITE_SHARE
        return (share * own + (1 - share) * any_other) / 100


def generate(folder: Path, rows: int, seed: int) -> None:
    """Write a drop of about ``rows`` line items into ``folder/raw``, the truth beside it.

    Raises:
        SyntheticError: the arguments make no sense, or ``folder/raw`` is not empty.
    """
    if not MIN_ROWS <= rows <= MAX_ROWS:
        raise SyntheticError(f"ROWS must be from {MIN_ROWS:,} to {MAX_ROWS:,}, but is {rows:,}.")
    if seed < 0:
        raise SyntheticError(f"SEED must be 0 or more, but is {seed}.")
    raw = folder / "raw"
    if raw.is_dir() and any(raw.iterdir()):
        raise SyntheticError(f"{raw} is not empty: name another DATA_DIR, or empty it first.")
    raw.mkdir(parents=True, exist_ok=True)

    catalogue = Catalogue.draw(seed)
    count = max(1, round(rows / process.LINES_PER_CUSTOMER))
    blocks = [(first, min(BLOCK, count - first)) for first in range(0, count, BLOCK)]
    lines_per_transaction = process.RETURN_SHARE + (1 - process.RETURN_SHARE) * (
        1 + process.MORE_LINES
    )
    drawn = (_customers(seed, block) for block in blocks)
    total = sum(float(block.rate @ block.exposure) for block in drawn) * lines_per_transaction
    _write_small_tables(raw, catalogue, count, seed)
    written = _write_sales(folder, catalogue, blocks, rows / total, seed)
    print(f"{written:,} line items of {count:,} customers in {raw}")


def _customers(seed: int, block: tuple[int, int]) -> process.Customers:
    return process.draw_customers(seed, *block, len(CATEGORIES))


def _write_sales(
    folder: Path, catalogue: Catalogue, blocks: list[tuple[int, int]], scale: float, seed: int
) -> int:
    """Write headers, lines and truth, block after block; return the number of lines."""
    transactions = lines = 0
    with ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}

        def write(path: Path, table: pa.Table) -> None:
            if path.name not in writers:
                writer = pq.ParquetWriter(path, table.schema, compression="zstd")
                writers[path.name] = files.enter_context(writer)
            writers[path.name].write_table(table, row_group_size=122_880)

        for number, block in enumerate(blocks, start=1):
            customers = _customers(seed, block)
            sales = _Sales(customers, catalogue, scale, seed)
            write(folder / "raw" / "store_sales_header.parquet", sales.headers(transactions))
            write(
                folder / "raw" / "store_sales_line_items.parquet",
                sales.line_items(transactions, lines),
            )
            for table in sales.truth():
                write(folder / "synthetic_truth.parquet", table)
            transactions += len(sales.owner)
            lines += len(sales.cents)
            if sys.stdout.isatty():
                print(f"\r{number:,} of {len(blocks):,} blocks, {lines:,} lines", end="\r")
    return lines


class _Sales:
    """The transactions and lines of a block of customers, in order of time."""

    def __init__(
        self, customers: process.Customers, catalogue: Catalogue, scale: float, seed: int
    ) -> None:
        self.customers, self.catalogue = customers, catalogue
        self.rate = customers.rate * scale
        rng = self.rng = np.random.default_rng([seed, 2, customers.first])
        self._draw_transactions()
        is_return = rng.random(len(self.owner)) < process.RETURN_SHARE
        more = rng.poisson(process.MORE_LINES, len(self.owner))
        self.lines_of = np.where(is_return, 1, 1 + more)
        self.transaction = np.repeat(np.arange(len(self.owner)), self.lines_of)
        self._draw_lines(np.repeat(is_return, self.lines_of))

    def _draw_transactions(self) -> None:
        owner, day = [], []
        season = process.season()
        for today in range(process.DAYS):
            active = np.flatnonzero(self.customers.is_active[:, today])
            times = self.rng.poisson(self.rate[active] * season[today])
            owner.append(np.repeat(active, times))
            day.append(np.full(times.sum(), today))
        self.owner, self.day = np.concatenate(owner), np.concatenate(day)
        hour = np.clip(self.rng.normal(15, 3.5, len(self.day)), 6, 22.99)
        self.second = self.day * 86_400 + (hour * 3_600).astype(np.int64)

    def _draw_lines(self, is_return: np.ndarray) -> None:
        rng, count = self.rng, len(self.transaction)
        favourite = self.customers.favourite[self.owner[self.transaction]]
        anything = rng.integers(0, len(CATEGORIES), count)
        is_favourite = rng.random(count) < process.FAVOURITE_SHARE
        category = np.where(is_favourite, favourite, anything)
        product = rng.integers(0, PRODUCTS_PER_CATEGORY, count)
        self.product = category * PRODUCTS_PER_CATEGORY + product
        units = rng.choice(process.UNITS, count, p=process.UNIT_CHANCES)
        self.units = np.where(is_return, -1, units)
        is_promoted = (rng.random(count) < process.PROMOTED_SHARE) & ~is_return
        self.discount = np.where(is_promoted, rng.integers(0, len(process.DISCOUNTS), count), -1)
        percent = np.where(is_promoted, 100 - process.DISCOUNTS[self.discount], 100)
        self.cents = self.catalogue.cents[category, product] * self.units * percent // 100

    def headers(self, before: int) -> pa.Table:
        """Return the headers; their numbers follow ``before``."""
        rng, count = self.rng, len(self.owner)
        person = self.customers.first + self.owner
        is_anonymous = rng.random(count) < process.ANONYMOUS_SHARE
        is_by_phone = (rng.random(count) < PHONE_ONLY_SHARE) & _has_phone(person)
        cents = np.bincount(self.transaction, self.cents, count).astype(np.int64)
        store = np.where(
            rng.random(count) < HOME_STORE_SHARE, person % STORES, rng.integers(0, STORES, count)
        )
        channel = np.select([store == WEB_STORE, store == APP_STORE], [1, 2], 0)
        stamp = np.datetime64(process.FIRST_DAY, "s") + self.second
        channels = pa.array(["in_store", "web", "mobile"]).take(pa.array(channel))
        return pa.table(
            {
                "transaction_id": _ids("T", before + np.arange(count), 10),
                "customer_id": _ids("C", person, 8, is_anonymous | is_by_phone),
                "store_id": _ids("S", store, 3),
                "transaction_date": pa.array(stamp).cast(pa.timestamp("us")),
                "total_amount": _money(cents),
                "customer_phone": _ids("4930", person, 8, is_anonymous | ~is_by_phone),
                "channel": _blank(channels, rng.random(count) < NO_CHANNEL_SHARE),
            }
        )

    def line_items(self, transactions_before: int, lines_before: int) -> pa.Table:
        """Return the line items; their numbers follow those before."""
        count = len(self.cents)
        is_unknown = self.rng.random(count) < UNKNOWN_PRODUCT_SHARE
        period = self.day[self.transaction] // PROMOTION_DAYS
        promotion = period * len(process.DISCOUNTS) + self.discount
        products = np.where(is_unknown, 99_999, self.product)
        return pa.table(
            {
                "line_item_id": _ids("L", lines_before + np.arange(count), 10),
                "transaction_id": _ids("T", transactions_before + self.transaction, 10),
                "product_id": _ids("P", products, 5),
                "promotion_id": _ids("D", promotion, 4, self.discount < 0),
                "quantity": pa.array(self.units, pa.int32()),
                "line_item_amount": _money(self.cents),
            }
        )

    def truth(self) -> Iterator[pa.Table]:
        """Yield what the customers who had joined were expected to spend after each cutoff."""
        price = self.catalogue.mean_price(self.customers.favourite)
        discount = process.PROMOTED_SHARE * process.DISCOUNTS.mean() / 100
        line = price * (process.UNITS @ process.UNIT_CHANCES) * (1 - discount)
        for cutoff in process.TRUTH_CUTOFFS:
            day = (cutoff - process.FIRST_DAY).days
            spend = process.expected_spend(self.customers, self.rate, line, price, day)
            known = np.flatnonzero(self.customers.joined < day)
            yield pa.table(
                {
                    "customer_id": _ids("C", self.customers.first + known, 8),
                    "cutoff_date": pa.array([cutoff] * len(known), pa.date32()),
                    "expected_spend_30d": spend[known],
                }
            )


def _write_small_tables(raw: Path, catalogue: Catalogue, count: int, seed: int) -> None:
    rng = np.random.default_rng([seed, 3])
    names = [f"Store {number}" for number in range(38)] + ["Online Shop", "Mobile App"]
    stores = {
        "store_id": [f"S{number:03d}" for number in range(40)],
        "store_name": names,
        "store_city": [f"City {number % 12}" for number in range(38)] + ["", ""],
        "store_region": [REGIONS[number % 4] for number in range(38)] + ["", ""],
        "opening_date": "2015-03-01",
    }
    products = {
        "product_id": [f"P{number:05d}" for number in range(catalogue.cents.size)],
        "product_name": [f"Product {number}" for number in range(catalogue.cents.size)],
        "product_category": np.repeat(CATEGORIES, PRODUCTS_PER_CATEGORY),
        "unit_price": catalogue.cents.ravel() / 100,
        "current_stock_level": rng.integers(0, 500, catalogue.cents.size),
    }
    starts = [
        process.FIRST_DAY + timedelta(days=day) for day in range(0, process.DAYS, PROMOTION_DAYS)
    ]
    promotions = [
        {
            "promotion_id": f"D{period * len(process.DISCOUNTS) + place:04d}",
            "promotion_name": f"{percent} % off",
            "start_date": start,
            "end_date": start + timedelta(days=PROMOTION_DAYS - 1),
            "discount_percentage": percent,
            "applicable_category": "",
        }
        for period, start in enumerate(starts)
        for place, percent in enumerate(process.DISCOUNTS)
    ]
    rules = {
        "rule_id": ["R1", "R2", "R3", "R4"],
        "rule_name": ["Every purchase", "From 25", "From 50", "From 100"],
        "points_per_unit_spend": [1, 1, 1.5, 2],
        "min_spend_threshold": [0, 25, 50, 100],
        "bonus_points": [0, 10, 0, 25],
    }
    people = np.arange(round(count * (1 + NEVER_BOUGHT_SHARE)))
    people = people[_is_registered(people)]
    customers = {
        "customer_id": _ids("C", people, 8),
        "first_name": _ids("Name ", people, 1),
        "email": pc.binary_join_element_wise(_ids("c", people, 1), "@example.com", ""),
        "loyalty_status": pa.array(["Bronze", "Silver", "Gold"]).take(
            pa.array(rng.integers(0, 3, len(people)))
        ),
        "total_loyalty_points": rng.integers(0, 5_000, len(people)),
        "last_purchase_date": "",
        "segment_id": pa.array(["A", "B", "C"]).take(pa.array(rng.integers(0, 3, len(people)))),
        "customer_phone": _ids("+49 30 ", people, 8, ~_has_phone(people)),
        "customer_since": "",
    }
    tables = {
        "stores": stores,
        "products": products,
        "promotion_details": promotions,
        "loyalty_rules": rules,
        "customer_details": customers,
    }
    for name, columns in tables.items():
        pd.DataFrame(columns).to_csv(raw / f"{name}.csv", index=False)


def _has_phone(people: np.ndarray) -> np.ndarray:
    return _share_of(people, 7, PHONE_SHARE) & _is_registered(people)


def _is_registered(people: np.ndarray) -> np.ndarray:
    return ~_share_of(people, 11, UNREGISTERED_SHARE)


def _share_of(people: np.ndarray, salt: int, share: float) -> np.ndarray:
    """Say which people belong to a share of all: a matter of their number alone."""
    mixed = (people.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(32)) % np.uint64(10_000) < share * 10_000


def _ids(
    prefix: str, numbers: np.ndarray, width: int, is_null: np.ndarray | None = None
) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return _blank(pc.binary_join_element_wise(prefix, digits, ""), is_null)


def _blank(values: pa.Array, is_null: np.ndarray | None) -> pa.Array:
    if is_null is None:
        return values
    return pc.if_else(pa.array(~is_null), values, pa.scalar(None, values.type))


def _money(cents: np.ndarray) -> pa.Array:
    """Return whole cents as DECIMAL(18, 2)."""
    hundredth = pa.scalar(1, pa.decimal128(3, 2))
    exact = pc.multiply(pa.array(cents).cast(pa.decimal128(19, 0)), hundredth)
    return pc.divide(exact, pa.scalar(100, pa.decimal128(3, 0))).cast(pa.decimal128(18, 2))


def main() -> None:
    """Generate into ``$DATA_DIR``; exit with one line where that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="line items, about")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    try:
        generate(data_dir(), arguments.rows, arguments.seed)
    except SyntheticError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
