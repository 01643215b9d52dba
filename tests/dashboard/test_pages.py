"""What all pages have in common: search, header, a narrow screen."""

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import SCREENSHOTS

PATHS = (
    "/",
    "/customers",
    "/customer?customer=1228",
    "/what-if?customer=1228",
    "/what-happens?customer=1228",
    "/new-customers",
    "/model",
    "/data",
)


def test_the_header_leads_to_every_page(page: Page) -> None:
    for name, words in (
        ("Customers", "Customers"),
        ("What if", "Which customer?"),
        ("New customers", "Predict new customers"),
        ("Model", "Model"),
        ("Data", "Data"),
        ("Overview", "30 days from Mon 1 Jan 2018"),
    ):
        page.get_by_role("navigation", name="Pages").get_by_role(
            "link", name=name, exact=True
        ).click()
        expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
        expect(page.get_by_text("As of Mon 1 Jan 2018").first).to_be_visible()


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


def test_a_narrow_screen_has_no_sideways_scroll(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in PATHS:
        page.goto(address + path)
        page.wait_for_selector("h2")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        name = path.split("?", maxsplit=1)[0].strip("/") or "overview"
        page.screenshot(path=SCREENSHOTS / f"narrow-{name}.png", full_page=True)
