"""The page about the data: what arrived, what was refused, what it was made from."""

import json
import re

import pytest
from dash.development.base_component import Component
from playwright.sync_api import Page, expect

from dashboard.data import sections as data_sections
from dashboard.data.lineage import lineage
from dashboard.data.rejected_records import MEANINGS, rejected
from dashboard.generation import Generation
from dashboard.store import data as store
from data.paths import PROJECT_DIR
from tests.dashboard.conftest import SCREENSHOTS
from tests.dashboard.inside import application
from tests.dashboard.marts import without_rows

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module", autouse=True)
def _app() -> None:
    """Addresses of links need an application."""
    application()


def words(content: list[Component] | Component) -> str:
    """Return all that is written in components."""
    return json.dumps(content, default=lambda c: c.to_plotly_json(), ensure_ascii=False)


@pytest.fixture
def with_rejected(generation: Generation) -> Generation:
    """Return a generation that rejected three records of two tables for two reasons."""
    made_up = without_rows(generation)
    made_up.connection.execute(
        """
        insert into quality.source_reconciliation by name
        select
            'stores' as source_table, '/srv/raw/stores.csv' as source_file, 5 as rows_read,
            3 as rows_accepted, 2 as rows_rejected, 0 as difference
        union all by name
        select
            'store_sales_header' as source_table, '/srv/raw/sales.csv' as source_file,
            8 as rows_read, 7 as rows_accepted, 1 as rows_rejected, 0 as difference,
            12.50 as amount_read, 10.25 as amount_accepted, 2.25 as amount_rejected,
            0 as amount_difference
        """
    )
    made_up.connection.execute(
        """
        insert into quality.rejected_examples values
            ('stores', 'missing_key', 1, 2, '{"store_id": ""}'),
            ('stores', 'invalid_date', 1, 4, $script),
            ('store_sales_header', 'invalid_date', 1_234, 3, '{"transaction_date": "2024-02-30"}')
        """,
        {"script": SCRIPT},
    )
    return made_up


def test_rows_from_file_to_forecast_add_up(generation: Generation) -> None:
    files = store.reconciliation(generation)
    assert sum(row["rows_read"] for row in files) == 1_720_441
    said = words(data_sections.arrival(generation))
    assert "1,720,441 read = 1,720,441 accepted + 0 rejected" in said
    assert "Every customer with features has a forecast." in said
    assert "$4,596,039.58" in said
    assert "/raw/" not in said, "the folder of the files is nobody's business"


def test_rows_that_are_missing_are_said(with_rejected: Generation) -> None:
    assert "13 read = 10 accepted + 3 rejected" in words(data_sections.arrival(with_rejected))
    with_rejected.connection.execute("update quality.source_reconciliation set rows_accepted = 3")
    said = words(data_sections.arrival(with_rejected))
    assert "4 of 13 rows are not accounted for." in said


def test_rejected_records_are_filtered_by_table_and_reason(with_rejected: Generation) -> None:
    def places(table: str | None, reason: str | None) -> list[tuple[str, int]]:
        rows = store.rejected_examples(with_rejected, table, reason)
        return [(row["source_table"], row["record_number"]) for row in rows]

    assert places(None, None) == [("store_sales_header", 3), ("stores", 4), ("stores", 2)]
    assert places("stores", None) == [("stores", 4), ("stores", 2)]
    assert places("stores", "missing_key") == [("stores", 2)]
    assert places(None, "invalid_date") == [("store_sales_header", 3), ("stores", 4)]
    said = words(rejected(with_rejected, "stores", "missing_key"))
    assert "2 of stores" in said
    assert "Missing key" in said
    assert "1,234" in said
    nobody = words(rejected(with_rejected, "nothing", "' or 1 = 1 --"))
    assert "No rejected record is of this table and reason" in nobody


def test_every_reason_has_a_meaning() -> None:
    described = (PROJECT_DIR / "dbt_project/models/quality/rejected_rows.yml").read_text("utf-8")
    reasons = re.search(r"in this order: (.*?)\n      - name", described, re.DOTALL)[1]
    assert set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", reasons)) - {
        "data_tests",
        "not_null",
        "max_amount",
    } == set(MEANINGS)


def test_records_are_text_and_never_html(with_rejected: Generation) -> None:
    said = words(rejected(with_rejected, None, None))
    assert json.dumps(SCRIPT) in said
    assert "dangerously" not in said
    assert "Markdown" not in said


def test_tests_that_warn_are_listed_in_words(generation: Generation) -> None:
    made_up = without_rows(generation)
    made_up.connection.execute(
        """
        insert into quality.build_results values
            ('model.spend30.customers', 'success', null, '2024-06-01T10:00:00+00:00'),
            ('test.spend30.assert_no_record_was_rejected', 'warn', 3, '2024-06-01T10:05:00+00:00'),
            ('test.spend30.unique_customers', 'pass', 0, '2024-06-01T10:05:00+00:00')
        """
    )
    said = words(data_sections.tests(made_up))
    assert "assert no record was rejected" in said
    assert "1 with a warning" in said
    assert "1 passed" in said
    assert "Sat 1 Jun 2024, 10:05 UTC" in said
    assert "unique customers" not in said


def test_nothing_read_is_a_sentence_everywhere(generation: Generation) -> None:
    empty = without_rows(generation)
    assert "Nothing was read yet" in words(data_sections.arrival(empty))
    assert "No results of tests are published" in words(data_sections.tests(empty))
    assert "Every record that was read was accepted" in words(rejected(empty, None, None))
    assert "The SQL of the tables is not published" in words(lineage(empty, "customers"))


def test_lineage_names_parents_files_and_readers(generation: Generation) -> None:
    found = store.find_model(generation, "customer_features")
    assert "model.spend30.int_customer_features" in found["parents"]
    assert "customer_predictions" in found["children"]
    assert found["compiled_sql"].startswith("--")
    assert store.find_model(generation, "' or 1 = 1 --") is None
    assert "raw.stores" in words(lineage(generation, "stg_stores"))
    assert "No table is called" in words(lineage(generation, "nothing"))


def test_the_page_leads_from_a_mart_to_what_it_is_made_from(page: Page, address: str) -> None:
    page.goto(f"{address}/data")
    expect(page.get_by_text("1,720,441 read = 1,720,441 accepted")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "data.png", full_page=True)
    page.get_by_role("link", name="Rejected records").click()
    expect(page.get_by_text("Nothing was rejected")).to_be_visible()
    page.get_by_role("link", name="Lineage").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="customer_features", exact=True).click()
    expect(page.get_by_role("heading", name="marts.customer_features")).to_be_visible()
    page.get_by_role("link", name="int_cutoffs", exact=True).first.click()
    expect(page.get_by_role("region", name="SQL of int_cutoffs")).to_contain_text("select")
    page.screenshot(path=SCREENSHOTS / "lineage.png", full_page=True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("section=nothing", "There is no section “nothing”"),
        ("section=lineage&model=%3Cscript%3E", "No table is called “<script>”"),
        ("section=a&section=b&table=a&table=b", "Every row counts"),
    ],
)
def test_addresses_that_nobody_links_to_get_a_sentence(
    page: Page, address: str, query: str, sentence: str
) -> None:
    page.goto(f"{address}/data?{query}")
    expect(page.get_by_text(sentence)).to_be_visible()


@pytest.mark.parametrize("section", ["arrival", "tests", "rejected", "lineage&model=customers"])
def test_a_narrow_screen_has_no_sideways_scroll(page: Page, address: str, section: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/data?section={section}")
    page.wait_for_selector("h2")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
