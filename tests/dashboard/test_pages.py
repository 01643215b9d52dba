"""What a manager does: look a customer up, read the prediction."""

import pytest
from playwright.sync_api import Page, expect

from data.formatting import money
from tests.dashboard.conftest import SCREENSHOTS
from tests.project import query


def test_overview_shows_the_total_of_the_mart(page: Page, sample) -> None:
    ((total,),) = query(
        sample.data_dir, "select sum(predicted_spend_30d) from marts.customer_predictions"
    )
    expect(page.get_by_text(money(total), exact=True)).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "overview.png")


def test_lookup_shows_prediction_history_and_features(page: Page, sample) -> None:
    search = page.get_by_role("textbox", name="Find a customer")
    search.fill("122")
    expect(page.get_by_role("option", name="1228")).to_be_visible()
    search.fill("1228")
    page.get_by_role("option", name="1228", exact=True).click()
    expect(page.get_by_role("heading", name="Customer 1228")).to_be_visible()
    assert page.url.endswith("/customer?customer=1228")
    ((expected, orders),) = query(
        sample.data_dir,
        "select predicted_spend_30d, rfm_orders_all from marts.customers "
        "where customer_id = '1228'",
    )
    expect(page.get_by_text(money(expected, 2), exact=True)).to_be_visible()
    ever = page.get_by_role("row", name="Orders, ever")
    assert ever.inner_text().split("\t")[-1].strip() == f"{orders:,}"
    expect(page.locator("#history .bars .point")).to_have_count(13)
    page.screenshot(path=SCREENSHOTS / "customer.png", full_page=True)


@pytest.mark.parametrize("customer_id", ["1609", "55", "1228"])
def test_another_customer_is_found_with_the_keyboard(page: Page, customer_id: str) -> None:
    search = page.get_by_role("textbox", name="Find a customer")
    search.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(customer_id, delay=100)
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Customer {customer_id}", exact=True)).to_be_visible()
    assert page.url.endswith(f"/customer?customer={customer_id}")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/customer?customer=nobody", "No customer has the id “nobody”."),
        ("/customer?customer=%3Cscript%3Ealert(1)%3C/script%3E", "No customer has the id"),
    ],
)
def test_unknown_customers_get_a_sentence(page: Page, address: str, path: str, words: str) -> None:
    page.goto(address + path)
    expect(page.get_by_text(words)).to_be_visible()


def test_a_narrow_screen_has_no_sideways_scroll(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/customer?customer=1228"):
        page.goto(address + path)
        page.wait_for_selector("h2")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.screenshot(path=SCREENSHOTS / "narrow.png", full_page=True)
