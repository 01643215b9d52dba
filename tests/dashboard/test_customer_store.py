"""What is asked of the mart for one customer, on a mart of five whose rows every test can name."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from dashboard.customer import sales, summary
from dashboard.customer.features import percent
from dashboard.figures.history import category_history as category_figure
from dashboard.generation import Generation
from dashboard.store.customer import newest_features
from dashboard.store.customer_sales import ALL_OTHERS, category_history, first_sales, recent_orders
from dashboard.store.percentiles import percentiles
from tests.dashboard.words import words_of

CUTOFF = dt.date(2018, 1, 1)


@pytest.fixture
def made_up() -> Iterator[Generation]:
    """Return a mart of five customers, whose rows every test can name."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema marts;
        create schema intermediate;
        create schema staging;
        create table marts.customer_features as
        select
            col0 as customer_id, date '2018-01-01' as cutoff_date, col1 as rfm_orders_30d,
            col2::decimal(18, 2) as rfm_spend_30d, col3 as rfm_segment, 7.5 as level_spend_30d,
            null::decimal(18, 2) as future_spend_30d, null::bigint as future_orders_30d
        from (values
            ('a', 0, 1, 'New'), ('b', 1, 2, 'New'), ('c', 1, null, 'Lost'), ('d', 4, 8, 'Lost'));
        create table intermediate.int_transactions (
            record_number bigint, customer_id varchar, customer_key bigint, store_id varchar,
            channel varchar, transacted_at timestamp, sale_date date, amount decimal(18, 2),
            is_purchase boolean);
        insert into intermediate.int_transactions values
            (1, 'a', 1, 'S1', 'web', '2017-12-01 10:00', '2017-12-01', 64.00, true),
            (2, 'a', 1, 'S2', 'in_store', '2017-12-31 10:00', '2017-12-31', -4.00, false),
            (3, 'a', 1, null, 'fax', '2017-12-31 10:00', '2017-12-31', 1.00, true),
            (4, 'returns', 2, 'S1', 'web', '2017-12-05 10:00', '2017-12-05', -8.00, false),
            (5, 'late', 3, 'S1', 'web', '2018-01-05 10:00', '2018-01-05', 8.00, true);
        create table staging.stg_stores as
        select col0 as store_id, col1 as store_name, col2 as rejection_reason
        from (values ('S1', '<b>North</b>', null), ('S2', 'South', 'duplicate_key'));
        create table intermediate.int_product_categories as
        select col0 as category_key, col1 as product_category
        from (values (1, 'A'), (2, '<i>B'), (3, 'C'), (4, 'D'), (5, 'E'), (6, 'F'),
            (7, 'G'), (8, 'H'));
        create table intermediate.int_line_items as
        select
            1 as customer_key, col0::date as sale_date, col1 as category_key,
            col2 as amount_cents, col3 as rejection_reason
        from (values
            ('2017-12-31', 1, 6400, null), ('2017-12-01', 2, 3200, null),
            ('2017-12-02', 2, -100, null), ('2017-12-02', 3, 1600, null),
            ('2017-12-02', 4, 800, null), ('2017-12-02', 5, 400, null),
            ('2017-12-02', 6, 200, null), ('2017-12-02', 7, 100, null),
            ('2017-12-02', 8, 50, null),
            ('2017-12-02', 8, null, 'sign_mismatch'), ('2018-01-01', 1, 1, null),
            ('2017-11-01', 1, 2, null));
        """
    )
    yield Generation(manifest={}, model=None, connection=connection)
    connection.close()


def test_percentile_is_the_share_at_or_below_among_those_with_a_value(made_up: Generation) -> None:
    shares = {name: percentiles(made_up, newest_features(made_up, name)) for name in "abcd"}
    assert shares["a"] == {"rfm_orders_30d": 1 / 4, "rfm_spend_30d": 1 / 3}
    assert shares["b"] == {"rfm_orders_30d": 3 / 4, "rfm_spend_30d": 2 / 3}
    assert shares["c"] == {"rfm_orders_30d": 3 / 4}
    assert shares["d"] == {"rfm_orders_30d": 1, "rfm_spend_30d": 1}


@pytest.mark.parametrize(
    ("share", "words"),
    [(1, "100 %"), (0.9996, "99 %"), (0.29, "29 %"), (0.004, "under 1 %")],
)
def test_a_percentile_is_rounded_down(share: float, words: str) -> None:
    assert percent(share) == words


def test_percentiles_of_the_sample_are_those_of_a_plain_count(generation: Generation) -> None:
    row = newest_features(generation, "1228")
    shares = percentiles(generation, row)
    assert len(shares) > 70
    for name in ("rfm_recency_days", "trend_spend_ratio_90d", "rfm_spend_90d"):
        rows = generation.query(
            f"select {name} as value from marts.customer_features where cutoff_date = $day",
            {"day": row["cutoff_date"]},
        )
        values = [one["value"] for one in rows if one["value"] is not None]
        assert shares[name] == sum(value <= row[name] for value in values) / len(values)


def test_the_largest_categories_are_named_and_the_others_are_one(made_up: Generation) -> None:
    rows = category_history(made_up, "a", CUTOFF - dt.timedelta(days=60), CUTOFF)
    names = list(dict.fromkeys(row["category"] for row in rows))
    assert names == ["A", "<i>B", "C", "D", "E", "F", ALL_OTHERS]
    spend = {(row["category"], row["block_start"]): row["spend"] for row in rows}
    older, newer = dt.date(2017, 11, 2), dt.date(2017, 12, 2)
    assert len(spend) == 2 * 7
    assert spend["A", newer] == 64 and spend["A", older] == 0
    assert spend["<i>B", older] == 32 and spend["<i>B", newer] == -1
    assert spend[ALL_OTHERS, newer] == 1.5
    assert {row["block_end"] for row in rows} == {newer, CUTOFF}
    names_of_plot = [trace.name for trace in category_figure(rows).data]
    assert names_of_plot[1] == "&lt;i&gt;B"


def test_a_customer_without_lines_gets_a_sentence(made_up: Generation) -> None:
    blocks = [{"block_start": dt.date(2017, 12, 2), "block_end": CUTOFF}]
    assert category_history(made_up, "returns", blocks[0]["block_start"], CUTOFF) == []
    assert sales.NO_LINES in words_of(sales._by_category(made_up, "returns", blocks))


def test_latest_orders_name_store_and_channel_and_mark_returns(made_up: Generation) -> None:
    orders = recent_orders(made_up, "a")
    assert [float(order["amount"]) for order in orders] == [1, -4, 64]
    text = words_of(sales.latest_orders(orders))
    assert "Sun 31 Dec 2017 −$4.00 Return S2 In a store" in text
    assert "Fri 1 Dec 2017 $64.00 Purchase <b>North</b> (S1) On the web" in text
    assert [order["amount"] for order in recent_orders(made_up, "a", limit=1)] == [1]
    assert "No order" in words_of(sales.latest_orders([]))


@pytest.mark.parametrize(
    ("customer_id", "cutoff", "words"),
    [
        ("nobody", None, "No purchase of this customer is known before the scoring date Mon 1 Jan"),
        ("returns", None, "Only returns are recorded, since Tue 5 Dec 2017"),
        ("late", None, "The first purchase was on Fri 5 Jan 2018, not before the scoring date"),
        ("a", CUTOFF, "has not scored this customer: run `make score`"),
    ],
)
def test_no_prediction_says_why(
    made_up: Generation, customer_id: str, cutoff: dt.date | None, words: str
) -> None:
    found = {"features_cutoff_date": cutoff}
    assert words in summary.why_none(found, first_sales(made_up, customer_id))
