"""The warehouse in small: the SQL that dbt compiled, run again in memory on a few customers' sales.

Sales enter as raw rows, are checked and cleaned by the same staging models, and end as the features
that the mart would hold for such customers. Only what depends on all customers, or on the retailer,
is taken as it was published: products, stores, categories, rules, the level of spend, and the other
customers among whom quintiles are drawn.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from dashboard.generation import FRUGAL, Generation, stopped_in_time
from data.contract import UNREADABLE, raw_tables

Row = dict[str, Any]
TARGET = "int_customer_features"
# What all customers, or the retailer, decide: taken as published.
PUBLISHED = (
    "intermediate.int_products",
    "intermediate.int_product_categories",
    "intermediate.int_categories",
    "intermediate.int_stores",
    "staging.stg_loyalty_rules",
)
RAW_TABLES = ("store_sales_header", "store_sales_line_items", "customer_details")
# Rows of the files are numbered from 1; those that are made up here, from here on.
FIRST_NUMBER = 10**12
SMALL = 1_000
OF_SCORES = "spine_key, cutoff_date, rfm_recency_days, rfm_orders_365d, rfm_spend_365d"


@dataclass(frozen=True)
class Sales:
    """What some customers bought, and the day before which it counts.

    Attributes:
        headers, lines: rows with the columns of the raw tables store_sales_header and
            store_sales_line_items, as text; ``unreadable_reason`` and ``unreadable_text`` for a
            record that could not be split into them.
        cutoff: the features know what was before midnight at the start of this day; raw rows
            from this day on are rejected.
        transactions, line_items: rows of the published int_transactions and int_line_items of one
            customer, taken as they are, without another check.
        customer_id: the customer to whom these belong.
    """

    headers: Sequence[Mapping[str, str | None]]
    lines: Sequence[Mapping[str, str | None]]
    cutoff: dt.date
    customer_id: str | None = None
    transactions: pa.Table | None = None
    line_items: pa.Table | None = None


@dataclass(frozen=True)
class Recomputed:
    """Features by customer, and what the checks said of the rows.

    Attributes:
        features: rows of the mart at the cutoff, without the target.
        rejected: source_table, record_number (from 1), reason of each row that was not accepted.
        sales: customer_id, as the warehouse cleans it -> raw headers that name it; None: nobody.
    """

    features: list[Row]
    rejected: list[Row]
    sales: dict[str | None, int]


class Recompute:
    """The compiled models of one generation, ready to run."""

    def __init__(self, mart: Path) -> None:
        """Open the published mart beside an empty warehouse in memory."""
        self._lock = Lock()
        self._con = duckdb.connect(config=FRUGAL)
        self._con.execute(f"attach {_literal(str(mart))} as published (read_only)")
        self._con.execute("attach ':memory:' as warehouse (block_size 16384); use warehouse")
        self._con.execute("set enable_external_access = false; set TimeZone = 'UTC'")
        self._con.execute("set threads = 1")
        for schema in ("raw", "staging", "intermediate"):
            self._con.execute(f"create schema warehouse.{schema}")
        for relation in PUBLISHED:
            self._con.execute(f"create view warehouse.{relation} as from published.{relation}")
        self._con.execute(
            """
            create table intermediate.today as
            select
                customer_id,
                rfm_recency_days,
                rfm_orders_365d,
                rfm_spend_365d,
                columns('^(level|attribute)_')
            from published.marts.customer_features
            where cutoff_date = (select max(cutoff_date) from published.marts.customer_features)
            """
        )
        self._tables = [table for table in raw_tables() if table.name in RAW_TABLES]
        # What is done in the place of a model, and after one.
        self._instead = {
            "int_features__level": self._take_published_level,
            "int_features__attributes": self._take_published_attributes,
        }
        self._then = {
            "int_transactions": lambda sales: self._append("int_transactions", sales.transactions),
            "int_line_items": lambda sales: self._append("int_line_items", sales.line_items),
            "int_features__rfm": self._let_other_customers_in,
            "int_features__rfm_scores": self._see_them_out,
        }
        self._models = self._in_order()

    def features(self, sales: Sales) -> Recomputed:
        """Return the features at ``sales.cutoff`` of every customer who bought before it.

        Raises:
            TookTooLong: there were too many sales.
        """
        with self._lock, stopped_in_time(self._con):
            self._plan_for(len(sales.headers) + len(sales.lines))
            self._load(sales)
            for schema, name, sql in self._models:
                if name in self._instead:
                    self._instead[name](sales)
                    continue
                self._con.execute(f"create or replace table {schema}.{name} as {sql}")
                if name in self._then:
                    self._then[name](sales)
            return Recomputed(self._features(), self._rejected(), self._sales())

    def _plan_for(self, rows: int) -> None:
        # For the sales of one customer, planning is all that the SQL costs.
        self._con.execute(f"pragma {'disable' if rows < SMALL else 'enable'}_optimizer")

    def _load(self, sales: Sales) -> None:
        # What a run that was stopped left behind.
        self._con.execute("drop table if exists intermediate.rfm_of_these")
        rows = {
            "store_sales_header": sales.headers,
            "store_sales_line_items": sales.lines,
            "customer_details": [{"customer_id": sales.customer_id}] if sales.customer_id else [],
        }
        for table in self._tables:
            names = (*table.columns, *UNREADABLE)
            columns = {name: [row.get(name) for row in rows[table.name]] for name in names}
            schema = pa.schema([*((name, pa.string()) for name in names)])
            numbers = pa.array(
                range(FIRST_NUMBER, FIRST_NUMBER + len(rows[table.name])), pa.int64()
            )
            raw = pa.table(columns, schema).append_column("record_number", numbers)
            self._replace(f"raw.{table.name}", raw)
        self._con.execute(
            """
            create or replace table raw.input_files as
            select source_table, ($1::date - interval 12 hour)::timestamptz as checked_at
            from unnest($2) as tables(source_table)
            """,
            [sales.cutoff, list(RAW_TABLES)],
        )
        self._con.execute(
            """
            create or replace table intermediate.int_cutoffs as
            select * replace ($1::date as cutoff_date)
            from published.intermediate.int_cutoffs
            where is_scoring
            """,
            [sales.cutoff],
        )

    def _append(self, name: str, rows: pa.Table | None) -> None:
        if rows is not None:
            self._con.register("known", rows)
            self._con.execute(
                f"""
                insert into intermediate.{name} by name
                select * replace (
                    (select customer_key from intermediate.int_customer_keys) as customer_key
                )
                from known
                """
            )
            self._con.unregister("known")

    def _let_other_customers_in(self, sales: Sales) -> None:
        """Put the few columns that scores are made from, of all customers, in the place."""
        self._con.execute(
            f"""
            create or replace table intermediate.rfm_of_all as
            select {OF_SCORES} from intermediate.int_features__rfm
            union all by name
            select
                -row_number() over () as spine_key,
                $cutoff::date as cutoff_date,
                rfm_recency_days,
                rfm_orders_365d,
                rfm_spend_365d
            from intermediate.today
            where customer_id is distinct from $customer_id
            """,
            {"cutoff": sales.cutoff, "customer_id": sales.customer_id},
        )
        self._con.execute("alter table intermediate.int_features__rfm rename to rfm_of_these")
        self._con.execute("alter table intermediate.rfm_of_all rename to int_features__rfm")
        self._plan_for(SMALL)

    def _see_them_out(self, sales: Sales) -> None:
        self._con.execute("drop table intermediate.int_features__rfm")
        self._con.execute("alter table intermediate.rfm_of_these rename to int_features__rfm")
        self._con.execute("delete from intermediate.int_features__rfm_scores where spine_key < 0")
        self._plan_for(len(sales.headers) + len(sales.lines))

    def _take_published_level(self, _: Sales) -> None:
        """Give every customer the level of spend that all customers had."""
        self._con.execute(
            """
            create or replace table intermediate.int_features__level as
            select spine.spine_key, level.*
            from intermediate.int_customer_cutoffs as spine
            cross join (
                select columns('^level_') from intermediate.today
                limit 1
            ) as level
            """
        )

    def _take_published_attributes(self, sales: Sales) -> None:
        """Give the customer the attributes of the published features; a new one has none."""
        self._con.execute(
            """
            create or replace table intermediate.int_features__attributes as
            select spine.spine_key, known.* exclude (customer_id)
            from intermediate.int_customer_cutoffs as spine
            left join (
                select customer_id, columns('^attribute_') from intermediate.today
                where customer_id = $1
            ) as known on spine.customer_id = known.customer_id
            """,
            [sales.customer_id],
        )

    def _features(self) -> list[Row]:
        return self._rows(
            f"select * exclude (future_spend_30d, future_orders_30d) from intermediate.{TARGET}"
        )

    def _sales(self) -> dict[str | None, int]:
        rows = self._rows(
            """
            select customer_id, count(*) as sales from staging.stg_store_sales_header
            where rejection_reason is distinct from 'malformed_row'
                and rejection_reason is distinct from 'invalid_encoding'
            group by customer_id
            order by customer_id
            """
        )
        return {row["customer_id"]: row["sales"] for row in rows}

    def _rejected(self) -> list[Row]:
        return self._rows(
            f"""
            select source_table, record_number - {FIRST_NUMBER} + 1 as record_number, reason
            from (
                select 'store_sales_header', record_number, rejection_reason
                from staging.stg_store_sales_header
                union all
                select 'store_sales_line_items', record_number, rejection_reason
                from intermediate.int_line_items
                union all
                -- A header without an amount and without lines.
                select 'store_sales_header', record_number, 'missing_amount'
                from staging.stg_store_sales_header
                where
                    rejection_reason is null
                    and record_number not in (
                        select record_number from intermediate.int_transactions
                    )
            ) as verdicts(source_table, record_number, reason)
            where reason is not null
            order by all
            """
        )

    def _rows(self, sql: str) -> list[Row]:
        found = self._con.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _replace(self, relation: str, rows: pa.Table) -> None:
        self._con.register("made_up", rows)
        self._con.execute(f"create or replace table {relation} as from made_up")
        self._con.unregister("made_up")

    def _in_order(self) -> list[tuple[str, str, str]]:
        """Return schema, name and SQL of the models to run, parents first."""
        models = {
            row["model_name"]: row for row in self._rows("from published.quality.compiled_models")
        }
        taken = {relation.split(".")[1] for relation in PUBLISHED} | {"int_cutoffs"}
        ordered: dict[str, tuple[str, str, str]] = {}

        def visit(name: str) -> None:
            if name in ordered or name in taken or name not in models:
                return
            model = models[name]
            parents = [parent.split(".")[-1] for parent in model["parents"]]
            for parent in parents if name not in self._instead else ["int_customer_cutoffs"]:
                visit(parent)
            ordered[name] = (model["schema_name"], name, model["compiled_sql"])

        # The other customers are there between these two only.
        visit("int_features__rfm_scores")
        visit(TARGET)
        return list(ordered.values())


def recompute_of(generation: Generation) -> Recompute:
    """Return the compiled models of a generation, opened once."""
    return _open(generation.mart)


@lru_cache(maxsize=2)
def _open(mart: Path) -> Recompute:
    return Recompute(mart)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
