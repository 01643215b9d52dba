"""The exploration report: its figures against other ways to compute them, and what it may say."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data.formatting import money
from reports.exploration import cohorts as cohorts_module  # noqa: F401
from reports.exploration import page
from reports.exploration.closed_days import closed_days
from reports.exploration.cohorts import cohorts
from reports.exploration.concentration import LORENZ, TENTHS, gini
from reports.exploration.described import DESCRIBED
from reports.exploration.month_days import MONTH_DAYS
from reports.exploration.numbers import signed
from reports.exploration.orders import ORDERS
from reports.exploration.promotion_effect import BY_LINES, GROUPS
from reports.exploration.relations.strength import strengths
from reports.exploration.relations.tenths import tenths
from reports.exploration.seasons import WEEKS
from reports.exploration.spend import SPREAD, spend
from reports.exploration.tail import TAIL
from reports.page import Page, Plot, Table, rendered
from reports.warehouse import Warehouse, open_warehouse
from tests.project import query

HOSTILE = "<script>alert('a | b')</script><b>\"${x}%{y}\"</b>" + "ü" * 200
NEWEST_FEATURES = """
from marts.customer_features
where cutoff_date = (
    select max(cutoff_date) from marts.customer_features where future_spend_30d is not null
)
"""


class Visible(HTMLParser):
    """Collects the text that a person sees: no scripts, styles, queries."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """Note that what follows is hidden, or not."""
        self.hidden += tag in {"script", "style", "pre"}

    def handle_endtag(self, tag: str) -> None:
        """Note that it is over."""
        self.hidden -= tag in {"script", "style", "pre"}

    def handle_data(self, data: str) -> None:
        """Keep a text unless it is hidden."""
        if not self.hidden:
            self.texts.append(data)


@contextmanager
def opened(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    """Open a finished run as `make report` does."""
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    with open_warehouse() as warehouse:
        yield warehouse


@pytest.fixture
def of_sample(sample, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    with opened(sample.data_dir, monkeypatch) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def sample_page(sample) -> Page:
    """Return the report of the sample, made once: it takes seconds."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        opened(sample.data_dir, monkeypatch) as warehouse,
    ):
        return page(warehouse)


@pytest.fixture
def of_small(small_run: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    with opened(small_run, monkeypatch) as warehouse:
        yield warehouse


def by_hand(**tables: pd.DataFrame) -> Warehouse:
    """Return a warehouse in memory that holds only these marts."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    for name, rows in tables.items():
        connection.register("rows", rows)
        connection.execute(f"create table marts.{name} as from rows")
        connection.unregister("rows")
    return Warehouse(connection, {})


def shown_by_plots(report: Page) -> list[str]:
    """Return the texts that plots draw: titles, ticks, what stands in cells."""
    texts = []
    for section in report.sections:
        for part in section.parts:
            if isinstance(part, Plot):
                figure = json.loads(part.figure.to_json())
                axes = [v for k, v in figure["layout"].items() if re.match(r"[xy]axis", k)]
                for axis in axes:
                    texts += [str(t) for t in axis.get("ticktext", [])]
                    texts.append(axis.get("title", {}).get("text", ""))
                texts += [trace.get("name", "") for trace in figure["data"]]
    return texts


def check_words(report: Page, warehouse: Warehouse) -> str:
    """Check that what a person reads holds no machine's words; return it."""
    columns = {
        row["column_name"]
        for row in warehouse.query("select column_name from duckdb_columns() where not internal")
        if "_" in row["column_name"]
    }
    parser = Visible()
    parser.feed(rendered(report))
    text = " ".join([*parser.texts, *shown_by_plots(report)])
    words = set(re.findall(r"\w+", text))
    assert columns & words == set()
    assert [word for word in words if re.search(r"[a-z]_[a-z]", word)] == []
    assert {"None", "nan", "NaN", "NaT", "inf", "True", "False", "Decimal"} & words == set()
    return text


def test_the_page_of_the_sample_is_in_words(sample_page: Page, of_sample: Warehouse) -> None:
    text = check_words(sample_page, of_sample)
    assert "What stands out" in text
    for section in sample_page.sections:
        assert section.parts, section.name


def test_the_page_of_the_smallest_drop_says_what_it_cannot_show(of_small: Warehouse) -> None:
    text = check_words(page(of_small), of_small)
    assert "No line item was bought under a promotion." in text
    assert "All sales are those of one store." in text
    assert "Cannot be tested" in text


def test_the_page_comes_out_the_same_twice(of_small: Warehouse) -> None:
    assert rendered(page(of_small)) == rendered(page(of_small))


def test_other_currencies_reach_every_amount(
    of_small: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURRENCY", "CHF")
    parser = Visible()
    report = page(of_small)
    parser.feed(rendered(report))
    assert "$" not in "".join(parser.texts)
    assert not [text for text in shown_by_plots(report) if "$" in text]


def test_hostile_names_stay_inert(retailer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect(str(retailer / "warehouse.duckdb")) as connection:
        for table, column in (("daily_sales", "product_category"), ("daily_sales", "store_id")):
            connection.execute(f"update marts.{table} set {column} = ? || {column}", [HOSTILE])
        # Two stores, or their names are not shown.
        connection.execute(
            "update marts.daily_sales set store_id = '2' where day(sale_date) % 2 = 0"
        )
    with opened(retailer, monkeypatch) as warehouse:
        report = page(warehouse)
    html, plotted = rendered(report), shown_by_plots(report)
    assert "<script>alert" not in html
    assert "<b>" not in html
    assert not [text for text in plotted if re.search(r"<(?!br>)", text)]
    assert any("&lt;script&gt;" in text for text in plotted)


def test_concentration_is_that_of_the_definition(of_sample: Warehouse) -> None:
    rows = of_sample.query(
        "select sum(spend)::double as spend from marts.customer_daily_spend group by customer_id"
    )
    spent = np.sort([max(row["spend"], 0) for row in rows])
    lorenz = of_sample.query(LORENZ)
    differences = np.abs(spent[:, None] - spent[None, :]).mean()
    assert gini(lorenz) == pytest.approx(differences / (2 * spent.mean()), rel=1e-9)
    half = next(row for row in lorenz if row["hundredth"] == 50)
    lower = spent[: round(half["customer_share"] * len(spent))].sum()
    assert half["spend_share"] == pytest.approx(lower / spent.sum(), rel=1e-9)
    top = of_sample.query(TENTHS)[0]
    assert top["share"] == pytest.approx(spent[-top["customers"] :].sum() / spent.sum(), rel=1e-9)


def test_the_target_is_described_as_numpy_would(of_sample: Warehouse) -> None:
    features = of_sample.frame(f"select * {NEWEST_FEATURES}")
    target = features["future_spend_30d"].astype(float)
    found = of_sample.row(SPREAD)
    assert found["zero_share"] == pytest.approx((target == 0).mean())
    assert found["median"] == pytest.approx(target.median())
    rows = {row["measure"]: row for row in of_sample.query(DESCRIBED)}
    gaps = features["rfm_gap_days_mean"].dropna()
    assert rows["rfm_gap_days_mean"]["customers"] == len(gaps)
    assert rows["rfm_gap_days_mean"]["p90"] == pytest.approx(np.quantile(gaps, 0.9))
    assert rows["future_spend_30d"]["std"] == pytest.approx(target.std())
    assert money(target.mean(), 2) in str(spend(of_sample).parts)


def test_weeks_and_orders_are_complete(of_sample: Warehouse, sample) -> None:
    days = dict(
        query(sample.data_dir, "select sale_date, sum(spend) from marts.daily_sales group by all")
    )
    first, last = min(days), max(days)
    for row in of_sample.query(WEEKS):
        week = [row["week_start"] + dt.timedelta(days=n) for n in range(7)]
        assert week[0].weekday() == 0
        assert first <= week[0] and week[-1] <= last
        assert row["spend"] == pytest.approx(float(sum(days.get(day, 0) for day in week)))
    customers = sum(row["customers"] for row in of_sample.query(ORDERS))
    assert customers == of_sample.row(SPREAD)["customers"]


def test_cohorts_by_hand() -> None:
    """A and B come in January, B is back in March only; C comes in February; April is not over."""
    days = {"A": ["01-31", "02-01"], "B": ["01-02", "03-31", "04-02"], "C": ["02-28", "03-01"]}
    # D is of a month that is not over.
    days["D"] = ["04-03"]
    sales = pd.DataFrame(
        [(c, pd.Timestamp(f"2024-{d}"), 1) for c, when in days.items() for d in when],
        columns=["customer_id", "sale_date", "orders"],
    )
    # A return is no purchase.
    sales.loc[len(sales)] = ["A", pd.Timestamp("2024-03-05"), 0]
    features = pd.DataFrame({"cutoff_date": [dt.date(2024, 4, 15)]})
    (plot,) = cohorts(by_hand(customer_daily_spend=sales, customer_features=features)).parts
    (trace,) = json.loads(plot.figure.to_json())["data"]
    assert trace["z"] == [[1, 0.5, 0.5], [1, 1, None]]
    assert plot.figure.layout.yaxis.ticktext == ("Jan 2024 (2)", "Feb 2024 (1)")
    assert "67 % bought in the next month" in plot.caption


def test_a_month_that_has_just_ended_counts() -> None:
    sales = pd.DataFrame(
        {
            "customer_id": ["A", "A"],
            "sale_date": pd.to_datetime(["2024-01-31", "2024-02-29"]),
            "orders": 1,
        }
    )
    for as_of_date, seen in ((dt.date(2024, 3, 1), 2), (dt.date(2024, 2, 29), 0)):
        features = pd.DataFrame({"cutoff_date": [as_of_date]})
        (part,) = cohorts(by_hand(customer_daily_spend=sales, customer_features=features)).parts
        assert (
            len(json.loads(part.figure.to_json())["data"][0]["z"][0]) == seen
            if seen
            else ("first month" in part.text)
        )


def test_days_of_the_month_by_hand() -> None:
    """Three whole months; the half months before and after them do not count, empty days do."""
    sales = pd.DataFrame(
        {
            "sale_date": pd.to_datetime(
                ["2024-01-15", "2024-02-01", "2024-03-01", "2024-03-31", "2024-04-30", "2024-05-01"]
            ),
            "spend": [900.0, 30, 60, 310, 20, 900],
        }
    )
    found = {row["month_day"]: row for row in by_hand(daily_sales=sales).query(MONTH_DAYS)}
    assert found[1] == {"month_day": 1, "months": 3, "mean_spend": 30}
    assert found[15]["mean_spend"] == 0
    assert (found[30]["months"], found[30]["mean_spend"]) == (2, 10)
    assert (found[31]["months"], found[31]["mean_spend"]) == (1, 310)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([1, 2, 3], "There was a sale on every day from the first to the last."),
        ([1, 3], "There was no sale on Tue 2 Jan 2024."),
        (sorted({*range(1, 23)} - {2, 3, 4, 7, 14, 21}), "There was no sale on 6 days between the "
         "first and the last one; 3 of them were Sundays."),
    ],
)  # fmt: skip
def test_closed_days_by_hand(days: list[int], said: str) -> None:
    sales = pd.DataFrame({"sale_date": [pd.Timestamp(2024, 1, number) for number in days]})
    assert closed_days(by_hand(daily_sales=sales)).text == said


def test_the_tail_tells_how_many_spent_so_much(of_sample: Warehouse) -> None:
    target = of_sample.frame(f"select future_spend_30d::double as spend {NEWEST_FEATURES}")["spend"]
    rows = of_sample.query(TAIL)
    assert [row["customers"] for row in rows] == sorted(
        {row["customers"] for row in rows}, reverse=True
    )
    for row in rows:
        many = (target >= row["at_least"]).sum()
        assert many >= row["customers"] > (target > row["at_least"]).sum()
        assert row["share"] == pytest.approx(row["customers"] / len(target))


def test_promotions_compare_orders_of_one_size(of_sample: Warehouse) -> None:
    lines = of_sample.frame(
        "select transaction_number as record_number, count(*) as many, "
        "bool_or(is_promoted) as is_promoted from intermediate.int_line_items "
        "where rejection_reason is null and amount_cents >= 0 group by all"
    )
    orders = of_sample.frame(
        "select record_number, amount::double as amount from intermediate.int_transactions "
        "where is_purchase"
    ).merge(lines)
    of_four_to_seven = orders[orders["many"].between(4, 7)].groupby("is_promoted")["amount"]
    for row in of_sample.query(BY_LINES):
        if row["size"] == GROUPS.index("4–7"):
            group = of_four_to_seven.get_group(row["is_promoted"])
            assert row["orders"] == len(group)
            assert row["mean_order"] == pytest.approx(group.mean())


def test_strengths_are_those_of_other_libraries(of_sample: Warehouse) -> None:
    features = of_sample.frame(f"select * {NEWEST_FEATURES}")
    target = features["future_spend_30d"].astype(float)
    found = {row["feature"]: row for row in strengths(of_sample)}
    assert not [name for name in found if name.startswith(("future_", "customer_", "cutoff_"))]
    for name in ("rfm_spend_90d", "rhythm_gap_days_p90", "store_count_365d"):
        values = features[name].astype(float)
        known = values.notna()
        expected = stats.spearmanr(values[known], target[known]).statistic
        assert found[name]["correlation"] == pytest.approx(expected, rel=1e-9)
        assert found[name]["known_share"] == pytest.approx(known.mean())
        lowest = values.rank(method="min")
        bins = np.floor(10 * (lowest - 1) / known.sum()).fillna(-1)
        means = target.groupby(bins).transform("mean")
        between = 1 - ((target - means) ** 2).sum() / ((target - target.mean()) ** 2).sum()
        corrected = 1 - (1 - between) * (len(target) - 1) / (len(target) - bins.nunique())
        assert found[name]["explained"] == pytest.approx(corrected, rel=1e-9)
        rows = tenths(of_sample, name)
        assert [row["mean_spend"] for row in rows] == pytest.approx(
            list(target.groupby(bins).mean())
        )


def test_numbers_that_round_to_nothing_have_no_sign() -> None:
    assert [signed(value) for value in (-0.001, 0.004, -0.5, 0.5, None)] == [
        "0.00", "0.00", "−0.50", "+0.50", "–"
    ]  # fmt: skip


def test_tables_have_a_cell_for_every_column(sample_page: Page) -> None:
    for section in sample_page.sections:
        for part in section.parts:
            if isinstance(part, Table):
                assert {len(row) for row in part.rows} <= {len(part.head)}, part.caption
