"""The metrics say what plain SQL on staging says, and what is counted by hand."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from metricflow_semantics.errors.error_classes import InvalidQueryException

from data.paths import PROJECT_DIR
from tests.drops import drop_of_sales, sale, write_csv
from tests.metricflow import Metrics
from tests.project import dbt, query, run

DOCUMENT = (PROJECT_DIR / "docs" / "metrics.md").read_text(encoding="utf-8")
CENT = 0.005
COUNTED = "revenue,orders,active_customers,average_order_value,repeat_rate"
# Of everything and of each period: spend, purchases, who bought, what a purchase was worth, and the
# share of those who bought of whom there were two purchases by the end of the period.
PLAIN_SQL = """
    with sales as (
        select
            customer_id,
            total_amount as amount,
            date_trunc('{grain}', transacted_at)::date as period
        from staging.stg_store_sales_header
        where rejection_reason is null
    )

    select
        period,
        sum(amount),
        count(*) filter (where amount >= 0),
        count(distinct customer_id) filter (where amount >= 0),
        avg(amount) filter (where amount >= 0),
        (
            select count(*)
            from (
                select earlier.customer_id
                from sales as earlier
                where earlier.period <= sales.period and earlier.amount >= 0
                group by earlier.customer_id
                having count(*) > 1 and max(earlier.period) = sales.period
            )
        ) / count(distinct customer_id) filter (where amount >= 0)
    from sales
    group by period
"""


@pytest.fixture(scope="module")
def metrics(sample) -> Metrics:
    """Return the metrics on the sample."""
    return Metrics(sample.data_dir)


@pytest.fixture(scope="module")
def mixed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sales of every kind, whose amounts tell which were counted."""
    data_dir = tmp_path_factory.mktemp("mixed")
    drop = drop_of_sales(
        [
            sale("T1", "C1", "2024-01-30", "1.00"),
            sale("T2", "C1", "2024-01-31T23:59:59", "2.00"),
            sale("T3", "C1", "2024-02-01", "-4.00"),
            sale("T4", "C2", "2024-02-02", "8.00"),
            sale("T5", None, "2024-02-02", "16.00"),
            sale("T6", "C1", "2024-02-29", "0.00"),
            sale("T7", "C3", "2024-02-29", "32.00"),
            sale("T8", None, "2024-03-01", "64.00"),
        ],
        stores=[
            {"store_id": "S1", "store_region": "North"},
            {"store_id": "S2", "store_region": "South", "store_name": "Web shop"},
        ],
        products=[
            {"product_id": "P1", "product_category": "Food"},
            {"product_id": "P2", "product_category": "Toys"},
        ],
        customer_details=[{"customer_id": "C1"}, {"customer_id": "C2", "customer_phone": "22"}],
    )
    header = {row["transaction_id"]: row for row in drop["store_sales_header"]}
    header["T2"]["store_id"] = header["T5"]["store_id"] = "S2"
    header["T7"]["store_id"] = None
    header["T8"]["customer_phone"] = "22"
    # One purchase of two categories, and a header that says a dollar more than its lines.
    lines = {row["transaction_id"]: row for row in drop["store_sales_line_items"]}
    lines["T4"]["line_item_amount"] = "5.00"
    second = {"line_item_id": "T4-2", "product_id": "P2", "line_item_amount": "2.00"}
    drop["store_sales_line_items"].append({**lines["T4"], **second})
    write_csv(drop, data_dir / "raw")
    dbt("run", "--select", "+transactions", "+daily_sales", "+customers", "days", data_dir=data_dir)
    return data_dir


@pytest.fixture(scope="module")
def mixed(mixed_folder: Path) -> Metrics:
    """Return the metrics on these sales."""
    return Metrics(mixed_folder)


def test_the_definitions_are_sound_and_the_warehouse_has_what_they_name(metrics: Metrics) -> None:
    assert metrics.problems() == []


def test_all_is_described_and_called_by_words(sample, metrics: Metrics) -> None:
    found = json.loads((sample.data_dir / "target" / "manifest.json").read_text())
    models = list(found["semantic_models"].values())
    parts = [
        part
        for model in models
        for kind in ("entities", "dimensions", "measures")
        for part in model[kind]
    ]
    assert len(found["metrics"]) == len(metrics.names)
    for part in (*models, *parts, *found["metrics"].values()):
        assert part["description"], part["name"]
        assert re.fullmatch(r"[A-Z][a-z ]+", part["label"]), part["name"]


@pytest.mark.parametrize("grain", ["day", "week", "month", "year"])
def test_metrics_of_the_sample_are_those_of_plain_sql(sample, metrics: Metrics, grain: str) -> None:
    answers = metrics.ask(COUNTED, by=f"metric_time__{grain}")
    expected = query(sample.data_dir, PLAIN_SQL.format(grain=grain))
    assert {moment.date() for moment in answers} == {period for period, *_ in expected}
    for period, revenue, *others in expected:
        answered = answers[datetime.combine(period, datetime.min.time())]
        assert answered[0] == pytest.approx(float(revenue), abs=CENT)
        assert answered[1:] == pytest.approx([float(figure) for figure in others], rel=1e-12)


def test_the_repeat_rate_of_the_whole_history_is_the_share_with_two_purchases(
    sample, metrics: Metrics
) -> None:
    ((share,),) = query(
        sample.data_dir,
        "select avg((orders > 1)::int) from (select count(*) as orders from "
        "staging.stg_store_sales_header where rejection_reason is null group by customer_id)",
    )
    assert 0.9 < share < 1
    assert metrics.ask("repeat_rate") == {(): pytest.approx(share, rel=1e-12)}


def test_revenue_by_category_is_that_of_the_lines(sample, metrics: Metrics) -> None:
    answers = metrics.ask("category_revenue", by="category_sale__category")
    expected = query(
        sample.data_dir,
        """
        select coalesce(products.product_category, 'unknown'), sum(lines.line_item_amount)
        from staging.stg_store_sales_line_items as lines
        left join staging.stg_products as products
            on lines.product_id = products.product_id and products.rejection_reason is null
        where lines.rejection_reason is null
        group by all
        """,
    )
    for category, spend in expected:
        assert answers.pop(category) == pytest.approx(float(spend), abs=CENT)
    assert sum(answers.values()) == pytest.approx(0, abs=CENT)
    total, by_category = metrics.ask("revenue,category_revenue")[()]
    assert total == pytest.approx(by_category, abs=CENT)


def test_predicted_revenue_is_that_of_the_scores(sample, metrics: Metrics) -> None:
    by_segment = query(
        sample.data_dir,
        """
        select features.rfm_segment, sum(scores.predicted_spend_30d)
        from ml.customer_scores as scores
        inner join marts.customer_features as features using (customer_id, cutoff_date)
        group by all
        """,
    )
    assert len(by_segment) > 5
    answers = metrics.ask("predicted_revenue", by="customer__rfm_segment")
    assert answers == pytest.approx(dict(by_segment), rel=1e-9)
    total = sum(spend for _, spend in by_segment)
    ((as_of_date,),) = query(
        sample.data_dir, "select max(transacted_at)::date + 1 from staging.stg_store_sales_header"
    )
    midnight = datetime.combine(as_of_date, datetime.min.time())
    answers = metrics.ask("predicted_revenue", by="metric_time__day")
    assert answers == {midnight: pytest.approx(total, rel=1e-9)}


@pytest.mark.parametrize(
    ("by", "value", "expected"),
    [
        # revenue, orders, active customers, average order value, repeat rate
        ("metric_time__month", datetime(2024, 1, 1), (3, 2, 1, 3 / 2, 1)),
        ("metric_time__month", datetime(2024, 2, 1), (52, 4, 3, 56 / 4, 1 / 3)),
        ("metric_time__month", datetime(2024, 3, 1), (64, 1, 1, 64, 1)),
        ("metric_time__week", datetime(2024, 1, 29), (23, 4, 2, 27 / 4, 1 / 2)),
        ("metric_time__day", datetime(2024, 1, 31), (2, 1, 1, 2, 1)),
        ("metric_time__day", datetime(2024, 2, 1), (-4, 0, 0, None, None)),
        ("sale__channel", "web", (18, 2, 1, 9, 1)),
        ("sale__channel", "in_store", (101, 5, 3, 105 / 5, 2 / 3)),
        ("sale__region", "North", (69, 4, 2, 73 / 4, 1)),
        ("sale__region", "South", (18, 2, 1, 9, 1)),
        ("sale__region", None, (32, 1, 1, 32, 0)),
        ("store", "unknown", (32, 1, 1, 32, 0)),
        ("customer", "C2", (72, 2, 1, 72 / 2, 1)),
        ("customer", None, (16, 1, 0, 16, None)),
    ],
)
def test_metrics_of_every_kind_of_sale(
    mixed: Metrics, by: str, value: object, expected: tuple
) -> None:
    assert mixed.ask(COUNTED, by=by)[value] == expected


def test_a_purchase_counts_once_and_its_amount_in_each_category(mixed: Metrics) -> None:
    assert mixed.ask("revenue,orders,category_revenue")[()] == (119, 7, 119)
    by_category = mixed.ask("category_revenue", by="category_sale__category")
    assert by_category == {"Food": 116, "Toys": 2, "unallocated": 1}
    with pytest.raises(InvalidQueryException):
        mixed.ask("orders", by="category_sale__category")


def test_without_a_model_nothing_is_predicted(mixed: Metrics) -> None:
    assert mixed.ask("predicted_revenue") == {(): None}


def test_the_document_names_every_metric_and_its_answer_is_today_s(metrics: Metrics) -> None:
    assert sorted(re.findall(r"^\| `(\w+)` \| .+\| .*\|$", DOCUMENT, re.M)) == metrics.names
    answers = metrics.ask(COUNTED, by="metric_time__month")
    expected = [
        [
            f"{month:%B %Y}",
            f"{revenue:,.2f}",
            f"{orders:,}",
            f"{buyers:,}",
            f"{value:,.2f}",
            f"{100 * rate:.1f} %",
        ]
        for month, (revenue, orders, buyers, value, rate) in sorted(answers.items())
    ]
    lines = re.findall(r"^\| (\w+ \d{4} .*) \|$", DOCUMENT, re.M)
    assert [[cell.strip() for cell in line.split("|")] for line in lines] == expected


def test_the_documented_questions_have_answers(metrics: Metrics) -> None:
    questions = re.findall(r"--metrics ([\w,]+) --group-by ([\w,]+)", DOCUMENT)
    assert len(questions) > 3
    for names, groups in questions:
        assert metrics.ask(names, by=groups), names


def test_the_documented_command_answers(mixed_folder: Path) -> None:
    question = re.search(r"^make metric Q='(.+)'$", DOCUMENT, re.M)[1]
    done = run("make", "metric", f"Q={question}", data_dir=mixed_folder)
    assert re.search(r"^2024-02-01\S+ +52\.000 +4 +3 +14\.000 +0\.333$", done.stdout, re.M)
