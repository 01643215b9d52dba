"""What a manager does: look a customer up, read the prediction, ask what if."""

import re

import pytest
from playwright.sync_api import Page, expect

from data.formatting import money
from tests.dashboard.conftest import SCREENSHOTS
from tests.project import query

MONEY = re.compile(r"\$([\d,]+\.\d\d)")


def _figure(page: Page, title: str) -> float:
    card = page.locator(".mantine-Paper-root", has_text=title).last
    return float(MONEY.search(card.inner_text())[1].replace(",", ""))


def test_overview_shows_the_total_of_the_mart(page: Page, sample) -> None:
    ((total,),) = query(
        sample.data_dir, "select sum(predicted_spend_30d) from marts.customer_predictions"
    )
    expect(page.get_by_text(money(total), exact=True)).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "overview.png")


def test_a_customer_is_found_by_a_part_of_the_id(page: Page) -> None:
    search = page.get_by_role("textbox", name="Find a customer")
    search.fill("122")
    expect(page.get_by_role("option", name="1228")).to_be_visible()
    search.fill("1228")
    page.get_by_role("option", name="1228", exact=True).click()
    expect(page.get_by_role("heading", name="Customer 1228")).to_be_visible()
    assert page.url.endswith("/customer?customer=1228")


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


def test_what_if_predicts_again_and_resets(page: Page) -> None:
    page.get_by_role("link", name="What if: change figures").click()
    expect(page.get_by_role("heading", name="What if customer 1228 …?")).to_be_visible()
    status = page.get_by_role("status")
    before = _figure(page, "Expected spend")

    for name in ("30 days", "90 days", "180 days", "365 days"):
        field = page.get_by_role("textbox", name=f"Net spend, last {name}")
        field.fill(str(float(field.input_value().replace(",", "")) + 1500))
        field.press("Tab")
    expect(status).to_contain_text("Predicted anew with: net spend, last 30 days")
    page.wait_for_function("document.querySelector('#what-if-result').className === ''")
    after = _figure(page, "Expected spend")
    assert after > before + 100
    expect(page.get_by_text(f"now {money(before, 2)}")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "what-if.png", full_page=True)

    page.get_by_role("button", name="Back to today's figures").click()
    expect(status).to_have_text("These are today's figures.")
    assert _figure(page, "Expected spend") == before


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("Orders, last 30 days", "-99999", "Enter 0 to"),
        ("Orders, last 30 days", "", "Enter a number."),
        ("Orders, last 90 days", "1", "At least"),
        ("Days since the last purchase", "60", "Must be 0: the last purchase is 60 days ago."),
    ],
)
def test_impossible_figures_are_refused_in_words(
    page: Page, address: str, field: str, typed: str, words: str
) -> None:
    page.goto(f"{address}/what-if?customer=1228")
    before = _figure(page, "Expected spend")
    page.get_by_role("textbox", name=field).fill(typed)
    page.get_by_role("textbox", name=field).press("Tab")
    expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("No customer can have these figures")
    expect(page.locator("#what-if-result")).to_have_class("stale")
    assert _figure(page, "Expected spend") == before


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/what-if", "Find a customer on the page Customer"),
        ("/what-if?customer=nobody", "No customer has the id “nobody”."),
    ],
)
def test_unknown_customers_get_a_sentence(page: Page, address: str, path: str, words: str) -> None:
    page.goto(address + path)
    expect(page.get_by_text(words)).to_be_visible()


def test_a_narrow_screen_has_no_sideways_scroll(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/what-if?customer=1228"):
        page.goto(address + path)
        page.wait_for_selector("h2")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.screenshot(path=SCREENSHOTS / "narrow.png", full_page=True)
