"""The list of customers: what the address asks for, what the store answers, what a person does."""

import csv
import io
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import ModuleType
from urllib.parse import urlencode

import duckdb
import pytest
from playwright.sync_api import Page, expect

from dashboard.customers.filters import read_query, read_sort, sort_text
from dashboard.customers.grid import cell
from dashboard.generation import Generation
from dashboard.store.customers import (
    CHOICES,
    COLUMNS,
    DEFAULT_SORT,
    count_customers,
    filter_options,
    list_customers,
    stream_customers,
)
from data.generations import MART_FILE
from tests.dashboard.conftest import SCREENSHOTS
from tests.dashboard.inside import page_module
from tests.dashboard.made_up import shown_in
from tests.dashboard.marts import without_rows

INJECTIONS = [
    "'; drop table marts.customers; --",
    "' or '1'='1",
    "%",
    "_",
    "\\",
    "\x00",
    "$segment",
    '"',
    "Zoë ☃",
]
# What a page never sends, but anybody can.
ODD = [None, [], {}, "", True, -1, 10**400, float("nan"), "\ud800", ["a"], {"a": []}, "x" * 90_000]


def test_an_address_is_read_into_filters() -> None:
    asked = read_query(
        {
            "segment": "Champions",
            "q": " 12 ",
            "spend_from": "1,000",
            "spend_to": 2000.5,
            "columns": "customer_id,password,rfm_segment",
            "sort": "rfm_spend_30d",
            "loyalty": "",
            "other": "x",
        }
    )
    assert asked.filters == {"segment": "Champions", "q": "12", "least": 1000, "most": 2000.5}
    assert asked.columns == ("customer_id", "rfm_segment")
    assert asked.sort == (("rfm_spend_30d", "asc"),)
    assert asked.problems == {}


@pytest.mark.parametrize("amount", ["abc", "nan", "inf", "1e999", "--1"])
def test_an_amount_that_is_none_is_named_and_left_out(amount: str) -> None:
    asked = read_query({"spend_from": amount})
    assert asked.filters == {}
    assert "such as 250" in asked.problems["spend_from"]


def test_a_range_that_is_upside_down_is_named() -> None:
    assert "spend_to" in read_query({"spend_from": "9", "spend_to": "8"}).problems


@pytest.mark.parametrize("text", ["", "password", "-", "rfm_spend_30d; drop table x", "--rfm"])
def test_a_sort_by_what_is_no_column_is_the_usual_one(text: str) -> None:
    assert read_sort(text) == DEFAULT_SORT


def test_a_sort_can_be_written_and_read_back() -> None:
    for text in ("rfm_spend_30d", "-customer_id"):
        assert sort_text(read_sort(text)) == text


@pytest.fixture(scope="module")
def customers_page() -> ModuleType:
    """Return the page, which needs an application to be registered with."""
    return page_module("/customers")


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_never_raise(
    generation: Generation, customers_page: ModuleType, odd: object
) -> None:
    asked = read_query(dict.fromkeys((*CHOICES, "q", "reason", "spend_from", "sort"), odd))
    count_customers(generation, asked.filters)
    read_query(odd)
    customers_page.summarise(odd, odd)
    customers_page.summarise({"q": odd, "segment": odd, "spend_to": odd}, odd)
    customers_page.rows(odd, odd)
    customers_page.rows({"startRow": odd, "endRow": odd}, odd)
    customers_page.rows({"startRow": 0, "endRow": 10, "sortModel": odd}, odd)
    customers_page.rows({"startRow": 0, "endRow": 10, "sortModel": [odd]}, {"q": odd})


@pytest.mark.parametrize("text", INJECTIONS)
def test_every_filter_takes_any_text_literally(generation: Generation, text: str) -> None:
    for name in (*CHOICES, "q", "reason", "history"):
        assert count_customers(generation, {name: text})["customers"] == 0, name
    everybody = list_customers(generation, {}, [(text, "asc"), ("customer_id", text)], limit=3)
    assert everybody == list_customers(generation, {}, limit=3)


@pytest.mark.parametrize("name", CHOICES)
def test_a_filter_passes_those_who_have_the_value(generation: Generation, name: str) -> None:
    options = filter_options(generation)[name]
    counts = [count_customers(generation, {name: value})["customers"] for value in options]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == 2469


def test_filters_are_joined_and_sums_are_those_of_the_rows(generation: Generation) -> None:
    filters = {"segment": "Champions", "reason": "rising", "q": "1", "least": 100, "most": 900}
    rows = list_customers(generation, filters, limit=1000)
    found = count_customers(generation, filters)
    assert 5 < len(rows) == found["customers"]
    assert found["predicted_spend_30d"] == pytest.approx(
        sum(r["predicted_spend_30d"] for r in rows)
    )
    for row in rows:
        assert row["rfm_segment"] == "Champions"
        assert "1" in row["customer_id"]
        assert 100 <= row["predicted_spend_30d"] <= 900
    little, enough = (count_customers(generation, {"history": h}) for h in ("little", "enough"))
    assert (little["customers"], enough["customers"]) == (35, 2434)


def test_pages_meet_without_gap_or_overlap(generation: Generation) -> None:
    # Most customers share their values here, so that only the id tells them apart.
    sort = [("has_little_history", "asc")]
    ids = [
        row["customer_id"]
        for offset in range(0, 2500, 500)
        for row in list_customers(generation, {}, sort, 500, offset)
    ]
    assert len(ids) == len(set(ids)) == 2469
    streamed = stream_customers(generation, {}, ["customer_id"], sort)
    assert ids == [customer_id for (customer_id,) in streamed]


def test_cells_have_units(generation: Generation) -> None:
    assert cell("predicted_spend_30d", 1234.5) == "$1,234.50"
    assert cell("purchase_probability_30d", 0.9999) == "99 %"
    assert cell("purchase_probability_30d", None) == cell("customer_since", None) == "–"
    assert cell("trend_spend_ratio_30d", 0.5) == "× 0.50"
    assert cell("promo_spend_share_365d", 0.25) == "25.0 %"
    assert cell("has_little_history", False) == "no"
    assert cell("first_name", "<b>x</b>") == "<b>x</b>"


@pytest.fixture(scope="module")
def many(sample) -> Iterator[Generation]:
    """Return 200,000 customers, made of the sample's."""
    mart = shown_in(sample.data_dir) / MART_FILE
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"attach '{mart}' as mart (read_only)")
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.customers as "
            "select customers.* replace (customer_id || '-' || copy as customer_id) "
            "from mart.marts.customers as customers cross join range(82) as copies(copy)"
        )
        connection.execute(
            "create table marts.customers_to_act_on as "
            "select acts.* replace (customer_id || '-' || copy as customer_id) "
            "from mart.marts.customers_to_act_on as acts cross join range(82) as copies(copy)"
        )
        yield Generation(manifest={}, model=None, connection=connection)


@pytest.mark.parametrize(
    "filters",
    [{}, {"q": "12"}, {"segment": "Loyal", "reason": "rising"}, {"least": 10, "store": "367"}],
)
def test_a_page_of_200_000_customers_takes_less_than_a_second(
    many: Generation, filters: dict
) -> None:
    for sort in (DEFAULT_SORT, [("category_top_365d", "asc")]):
        for offset in (0, 1_000):
            started = time.perf_counter()
            found = list_customers(many, filters, sort, limit=100, offset=offset)
            counted = count_customers(many, filters)
            texts = [[cell(name, row[name]) for name in COLUMNS] for row in found]
            took = time.perf_counter() - started
            assert counted["all_customers"] == 82 * 2469
            assert len(texts) == min(100, max(counted["customers"] - offset, 0))
            assert took < 1, (filters, sort, took)


def test_without_predictions_the_list_says_how_many_customers_there_are(
    generation: Generation, customers_page: ModuleType
) -> None:
    unscored = without_rows(generation)
    unscored.connection.execute(
        "insert into marts.customers (customer_id, is_registered) values ('<b>', true)"
    )
    summary = str(customers_page._summary(unscored, {}))
    assert "1 of 1 customers" in summary
    assert "expected" not in summary
    (row,) = list_customers(unscored, {})
    assert {cell(name, row[name]) for name in COLUMNS} == {"<b>", "–"}


def _csv(address: str, path: str, **query: str) -> list[list[str]]:
    with urllib.request.urlopen(f"{address}{path}?{urlencode(query)}") as response:
        text = response.read().decode("utf-8-sig")
        assert response.headers["Content-Type"].startswith("text/csv")
        assert "2018-01-01.csv" in response.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_file_holds_all_who_pass(address: str, generation: Generation) -> None:
    head, *rows = _csv(address, "/customers.csv", segment="Champions", columns="customer_id")
    assert head == ["Customer"]
    assert len(rows) == count_customers(generation, {"segment": "Champions"})["customers"]
    head, *rows = _csv(address, "/customers.csv", sort="rfm_recency_days", q="%")
    assert len(head) == len(COLUMNS)
    assert rows == []


def test_a_list_to_act_on_is_a_file(address: str) -> None:
    head, *rows = _csv(address, "/act-on.csv", reason="falling")
    stakes = [float(row[head.index("At stake ($)")]) for row in rows]
    assert len(rows) == 132
    assert stakes == sorted(stakes, reverse=True)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        _csv(address, "/act-on.csv", reason="'")


def _first(page: Page) -> str:
    # Not a bench: beside other tests the first rows may come late.
    expect(page.locator(".customer-link").first).to_be_visible(timeout=20_000)
    return page.locator(".customer-link").first.inner_text()


def test_search_and_filters_change_grid_sentence_and_address(page: Page, address: str) -> None:
    page.goto(f"{address}/customers?segment=Champions")
    summary = page.locator("#customers-summary")
    expect(summary).to_contain_text("523 of 2,469 customers, expected to spend $")
    page.get_by_role("textbox", name="Search").fill("1228")
    expect(summary).to_contain_text("1 of 2,469 customers")
    expect(page.locator(".customer-link")).to_have_text(["1228"])
    assert page.url == f"{address}/customers?q=1228&segment=Champions"
    page.screenshot(path=SCREENSHOTS / "customers.png")
    page.reload()
    expect(page.locator(".customer-link")).to_have_text(["1228"])
    assert page.get_by_role("textbox", name="Search").input_value() == "1228"


def test_a_head_sorts_on_the_server_and_the_file_follows(page: Page, address: str) -> None:
    page.goto(f"{address}/customers")
    assert _first(page) == "1023"
    page.locator(".ag-header-cell-text", has_text="Days since the last purchase").click()
    expect(page.locator("a.download")).to_have_attribute(
        "href", re.compile("sort=-rfm_recency_days$")
    )
    expect(page.locator(".ag-row-first [col-id=rfm_recency_days]").first).to_contain_text("3")
    assert page.url == f"{address}/customers?sort=-rfm_recency_days"
    assert _first(page) != "1023"


def test_a_row_opens_its_customer_and_back_brings_the_list(page: Page, address: str) -> None:
    page.goto(f"{address}/customers?segment=Loyal")
    first = _first(page)
    page.locator(".ag-row-first [col-id=rfm_segment]").click()
    heading = page.get_by_role("heading", name=f"Customer {first}", exact=True)
    expect(heading).to_be_visible(timeout=20_000)
    page.go_back()
    assert _first(page) == first
    assert page.url == f"{address}/customers?segment=Loyal"


def test_enter_opens_the_row_that_has_the_focus(page: Page, address: str) -> None:
    page.goto(f"{address}/customers")
    _first(page)
    second = page.locator(".ag-row[row-index='1'] .customer-link").inner_text()
    page.locator(".ag-header-cell").first.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name=f"Customer {second}", exact=True)).to_be_visible()


def test_columns_are_chosen_and_stay_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/customers?columns=customer_id,rfm_tenure_days")
    _first(page)
    heads = page.locator(".ag-header-cell-text")
    expect(heads).to_have_text(["Customer", "Days since the first purchase"])
    page.get_by_role("combobox", name="Columns").or_(page.get_by_label("Columns")).first.click()
    page.get_by_role("option", name="Orders, ever").click()
    expect(heads).to_have_count(3)
    assert "rfm_orders_all" in page.url


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("segment=Foo", "Segment “Foo” does not exist."),
        ("reason=sleepy", "Reason to act “sleepy” does not exist."),
        ("q=%3Cscript%3Ealert(1)%3C/script%3E", "No customer passes all of these filters."),
        ("spend_from=5&spend_to=4", "Must not be below “from”."),
        ("spend_from=many", "Enter an amount, such as 250."),
    ],
)
def test_what_nobody_passes_gets_a_sentence(
    page: Page, address: str, query: str, words: str
) -> None:
    page.goto(f"{address}/customers?{query}")
    expect(page.get_by_text(words)).to_be_visible()


def test_the_list_fits_a_narrow_screen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/customers")
    _first(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_grid_is_dark_when_the_page_is(page: Page, address: str) -> None:
    page.goto(f"{address}/customers")
    _first(page)
    lightness = []
    for scheme in ("light", "dark"):
        page.evaluate(f"localStorage.setItem('mantine-color-scheme-value', '{scheme}')")
        page.reload()
        _first(page)
        script = "e => getComputedStyle(e).backgroundColor.match(/[0-9]+/g).map(Number)[0]"
        lightness.append(page.locator(".ag-root-wrapper").evaluate(script))
    assert lightness[0] > 200
    assert lightness[1] < 60
