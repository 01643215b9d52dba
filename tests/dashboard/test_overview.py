"""What a manager reads on Monday: the forecast, how the last ones turned out, whom to call."""

import re
from types import ModuleType

import pytest
from playwright.sync_api import Page, expect

from dashboard.generation import Generation
from dashboard.overview.figures import breakdown_bars
from dashboard.store.overview import (
    REASONS,
    action_counts,
    backtest_totals,
    breakdown,
    breakdown_dimensions,
    customers_to_act_on,
    data_health,
    totals,
)
from data.formatting import money
from tests.dashboard.conftest import SCREENSHOTS
from tests.dashboard.inside import page_module
from tests.dashboard.marts import without_rows

ODD = [None, [], {}, 7, "", "x" * 90_000, ["segment"], "segment'; drop table x", "\ud800"]


@pytest.fixture(scope="module")
def overview_page() -> ModuleType:
    """Return the page, which needs an application to be registered with."""
    return page_module("/")


def test_each_breakdown_adds_up_to_the_forecast(generation: Generation) -> None:
    total = totals(generation)
    assert total["predicted_spend_low"] < total["predicted_spend"] < total["predicted_spend_high"]
    dimensions = breakdown_dimensions(generation)
    # Regions and statuses are not known here, so that a breakdown by them says nothing.
    assert set(dimensions) == {"segment", "store", "category"}
    for dimension in dimensions:
        rows = breakdown(generation, dimension, limit=7)
        assert len(rows) == 8
        assert sum(r["predicted_spend_30d"] for r in rows) == pytest.approx(
            total["predicted_spend"]
        )
        assert [row["member"] is None for row in rows] == [False] * 7 + [True]


def test_backtests_are_newest_first_and_do_not_hold_the_forecast(generation: Generation) -> None:
    dates = [row["cutoff_date"] for row in backtest_totals(generation)]
    assert dates == sorted(dates, reverse=True)
    assert totals(generation)["cutoff_date"] not in dates


@pytest.mark.parametrize("reason", REASONS)
def test_the_first_on_a_list_have_most_at_stake(generation: Generation, reason: str) -> None:
    everybody = list(customers_to_act_on(generation, reason))
    stakes = [row["spend_at_stake"] for row in everybody]
    assert stakes == sorted(stakes, reverse=True)
    assert len(everybody) == action_counts(generation)[reason]["customers"]
    assert list(customers_to_act_on(generation, reason, 3)) == everybody[:3]


def test_what_failed_is_counted(generation: Generation) -> None:
    made_up = without_rows(generation)
    made_up.connection.execute(
        "insert into quality.build_results values "
        "('test.a', 'pass', 0, ''), ('test.b', 'fail', 4, ''), ('test.c', 'warn', 1, ''), "
        "('model.d', 'error', null, ''), ('unit_test.e', 'error', null, '')"
    )
    assert data_health(made_up) == {
        "rows_read": 0,
        "rows_rejected": 0,
        "tests": 4,
        "tests_failed": 3,
    }


def test_nothing_scored_is_a_sentence(generation: Generation, overview_page: ModuleType) -> None:
    content = str(overview_page._overview(without_rows(generation), None))
    assert "No customer has a prediction yet" in content


def test_a_simple_rule_has_no_interval_no_buyers_and_no_past(
    generation: Generation, overview_page: ModuleType
) -> None:
    made_up = without_rows(generation)
    made_up.connection.execute(
        "insert into marts.customers (customer_id, is_registered, features_cutoff_date, "
        "rfm_spend_30d, predicted_spend_30d, has_little_history) "
        "values ('a', true, '2024-05-01', 0, 8, true)"
    )
    made_up.connection.execute(
        "insert into marts.forecast_totals "
        "(cutoff_date, window_end_date, is_forecast, customers, predicted_spend) "
        "values ('2024-05-01', '2024-05-31', true, 1, 8)"
    )
    content = str(overview_page._overview(made_up, "segment"))
    assert "$8" in content
    assert "too few totals came true" in content
    assert "the history is too short" in content
    assert content.count("Nobody at present.") == 4
    assert "Expected buyers" not in content


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_never_raise(
    generation: Generation, overview_page: ModuleType, odd: object
) -> None:
    overview_page.show_breakdown(odd)
    overview_page._overview(generation, odd)


def test_names_are_no_html_in_a_plot() -> None:
    name = "<b>&<a href='javascript:alert(1)'>x"
    row = {"member": name, "spend_30d": 1.0, "predicted_spend_30d": 2.0}
    figure = breakdown_bars([row], ["/customers"])
    assert "<" not in figure.layout.yaxis.ticktext[0]
    assert "<" not in figure.data[0].customdata[0][0]


def test_overview_says_forecast_last_time_and_data(
    page: Page, address: str, generation: Generation
) -> None:
    page.goto(address)
    total, (last, *_) = totals(generation), backtest_totals(generation)
    expect(page.get_by_role("heading", name="The 30 days from Mon 1 Jan 2018")).to_be_visible()
    expect(page.get_by_text(money(total["predicted_spend"]), exact=True)).to_be_visible()
    interval = f"{money(total['predicted_spend_low'])} to {money(total['predicted_spend_high'])}"
    expect(page.get_by_text(interval)).to_be_visible()
    expect(page.get_by_text(f"the model said {money(last['predicted_spend'])}")).to_be_visible()
    expect(page.get_by_text("1,720,441 rows read, none rejected")).to_be_visible()


def test_another_breakdown_stands_in_the_address(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("link", name="Champions")).to_be_visible()
    expect(page.get_by_text("Region", exact=True)).to_have_count(0)
    page.get_by_text("Category", exact=True).click()
    expect(page.get_by_role("link", name="GROCERY")).to_be_visible()
    assert page.url == f"{address}/?by=category"
    page.reload()
    expect(page.get_by_role("link", name="GROCERY")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "overview-category.png", full_page=True)


@pytest.mark.parametrize("by", ["nothing", "loyalty", "%27"])
def test_an_unknown_breakdown_is_the_first_one(page: Page, address: str, by: str) -> None:
    page.goto(f"{address}/?by={by}")
    expect(page.get_by_role("link", name="Champions")).to_be_visible()


def test_a_member_and_its_bar_open_its_customers(page: Page, address: str) -> None:
    page.goto(f"{address}/?by=store")
    page.get_by_role("link", name="367", exact=True).click()
    expect(page.locator("#customers-summary")).to_contain_text("61 of 2,469 customers")
    assert page.url == f"{address}/customers?store=367"
    page.go_back()
    bar = page.locator("#overview-bars .bars .point path").first
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)
    expect(page.locator("#customers-summary")).to_contain_text("61 of 2,469 customers")


def test_who_to_act_on_links_to_customers_list_and_file(page: Page, address: str) -> None:
    page.goto(address)
    falling = page.locator(".mantine-Paper-root", has=page.get_by_role("heading", name="Falling"))
    expect(falling).to_contain_text(re.compile(r"132 customers, \$[\d,]+ at stake"))
    expect(falling.locator("tbody tr")).to_have_count(10)
    with page.expect_download() as download:
        falling.get_by_role("link", name="CSV of all who are falling").click()
    assert download.value.suggested_filename == "falling-2018-01-01.csv"
    falling.get_by_role("link", name="All 132 in the list").click()
    expect(page.locator("#customers-summary")).to_contain_text("132 of 2,469 customers")
    page.go_back()
    customer_id = falling.locator("tbody a").first.inner_text()
    falling.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name=f"Customer {customer_id}", exact=True)).to_be_visible()


def test_the_overview_fits_a_narrow_screen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?by=category")
    expect(page.get_by_role("link", name="GROCERY")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
