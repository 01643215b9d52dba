"""The dbt docs that are committed are today's, and say nothing of the machine that wrote them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from data.paths import PROJECT_DIR
from reports.browser import open_page
from tests.project import query, run

COMMITTED = PROJECT_DIR / "reports" / "dbt-docs.html"
WAIT = 30_000


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    """Open an empty page."""
    with open_page() as page:
        page.set_default_timeout(WAIT)
        yield page


def test_the_page_is_that_of_today_on_whatever_machine(sample) -> None:
    """Whoever changes a model or its YAML, and forgets `make docs`, hears of it here."""
    run("make", "docs", f"DATA_DIR={sample.data_dir}", data_dir=sample.data_dir)
    fresh = (sample.data_dir / "report" / "reports" / "dbt-docs.html").read_bytes()
    assert str(sample.data_dir).encode() not in fresh
    assert fresh == COMMITTED.read_bytes()


def test_nothing_is_said_of_a_machine_or_a_person() -> None:
    page = COMMITTED.read_text(encoding="utf-8")
    assert re.findall(r"/(?:tmp|home|root|Users|work|var|usr|opt)/\w+", page) == []
    assert (
        re.findall(r'"(?:user_id|\w*invocation_id|created_at|generated_at|root_path)":', page) == []
    )
    # What the unit tests make up.
    assert set(re.findall(r"\w+@\w+\.\w+", page)) == {"b@example.org"}
    assert COMMITTED.stat().st_size < 6_000_000


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("/overview", "How much will each customer spend in the next 30 days?"),
        ("/metric/metric.spend30.repeat_rate", "who bought again"),
        ("/semantic_model/semantic_model.spend30.sales", "a transaction a row"),
        ("/model/model.spend30.customer_features", "every feature, and the target"),
        ("/macro/macro.spend30.trailing_windows", "The trailing windows in days"),
    ],
)
def test_each_kind_of_page_is_filled(browser_page: Page, place: str, text: str) -> None:
    browser_page.goto("about:blank")
    browser_page.goto(f"{COMMITTED.as_uri()}#!{place}")
    browser_page.get_by_text(text).first.wait_for()


def test_columns_that_the_data_name_are_described(sample, browser_page: Page) -> None:
    ((column, comment),) = query(
        sample.data_dir,
        "select column_name, comment from duckdb_columns() where table_name = 'customer_features' "
        "and column_name like 'category_spend_share_%' order by all limit 1",
    )
    browser_page.goto("about:blank")
    browser_page.goto(f"{COMMITTED.as_uri()}#!/model/model.spend30.customer_features")
    row = browser_page.locator("tr", has_text=column).first
    row.wait_for()
    assert comment[:20] in row.inner_text()


def test_the_lineage_of_the_mart_is_drawn(browser_page: Page) -> None:
    browser_page.goto("about:blank")
    browser_page.goto(f"{COMMITTED.as_uri()}#!/overview/spend30?g_v=1&g_i=%2Bcustomer_features")
    canvas = browser_page.locator("canvas").last
    canvas.wait_for()
    colours = """canvas => {
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return new Set(new Uint32Array(pixels.buffer)).size;
    }"""
    browser_page.wait_for_timeout(2_000)
    drawn = [one.evaluate(colours) for one in browser_page.locator("canvas").all()]
    assert max(drawn) > 100
