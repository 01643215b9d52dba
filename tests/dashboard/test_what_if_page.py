"""What a manager does on the page What if: change figures, read, share, go back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from data.formatting import money
from tests.dashboard.conftest import SCREENSHOTS
from tests.project import query

MONEY = re.compile(r"\$([\d,]+\.\d\d)")
SHOWN = 10


@pytest.fixture
def form(page: Page, address: str) -> Page:
    """Open the form of customer 1228, as she is today."""
    page.goto(f"{address}/what-if?customer=1228")
    expect(page.get_by_role("heading", name="What if customer 1228 …?")).to_be_visible()
    return page


def _figure(page: Page, title: str) -> float:
    card = page.locator("#what-if-result .mantine-Paper-root", has_text=title).last
    return float(MONEY.search(card.inner_text())[1].replace(",", ""))


def _field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name)


def _is_told(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words)


def test_the_page_is_made_with_one_request_for_itself(form: Page, sample) -> None:
    ((expected,),) = query(
        sample.data_dir,
        "select predicted_spend_30d from marts.customers where customer_id = '1228'",
    )
    assert money(_figure(form, "Expected spend"), 2) == money(expected, 2)
    _is_told(form, "These are today's figures.")
    expect(form.get_by_text("an association, not the effect of an action")).to_be_visible()
    expect(form.get_by_role("link", name="Change what happens")).to_have_attribute(
        "href", "/what-happens?customer=1228"
    )
    # The promotion's share, and no channels: all orders of this retailer are in a store.
    expect(form.locator(".what-if-form input")).to_have_count(9)


def test_a_change_is_predicted_explained_and_taken_back(form: Page) -> None:
    before = _figure(form, "Expected spend")
    _field(form, "Net spend, last 30 days").fill("2868.47")
    _is_told(form, "more than now. Changed: net spend of the last 30, 90 and 365 days; average")
    after = _figure(form, "Expected spend")
    assert after > before + 100
    assert _field(form, "Net spend, last 365 days").input_value() == "$9,998.24"
    card = form.locator("#what-if-result .mantine-Paper-root", has_text="Expected spend").last
    expect(card).to_contain_text(f"Now\n{money(before, 2)}", use_inner_text=True)
    expect(card).to_contain_text(f"+{money(after - before, 2)}")
    expect(form.locator("#what-if-result")).not_to_have_class("stale")

    rows = form.locator("#what-if-moved tbody tr")
    expect(rows).to_have_count(SHOWN)
    changes = [
        float(text.replace("−", "-").replace("$", "").replace(",", ""))
        for text in form.locator("#what-if-moved tbody tr td:nth-child(2)").all_inner_texts()
    ]
    assert sum(changes[:-1]) == pytest.approx(changes[-1], abs=0.05)
    assert changes[-1] == pytest.approx(after - before, abs=0.02)
    form.screenshot(path=SCREENSHOTS / "what-if.png", full_page=True)

    form.get_by_role("button", name="Back to today's figures").click()
    _is_told(form, "These are today's figures.")
    assert _figure(form, "Expected spend") == before
    assert _field(form, "Net spend, last 365 days").input_value() == "$7,998.24"


def test_one_field_goes_back_with_what_followed_it(form: Page) -> None:
    _field(form, "Orders, last 30 days").fill("60")
    _is_told(form, "Changed: orders of the last 30, 90 and 365 days")
    assert _field(form, "Orders, last 90 days").input_value() == "128"
    form.get_by_role("button", name="Reset: Orders, last 30 days").click()
    _is_told(form, "These are today's figures.")
    assert _field(form, "Orders, last 30 days").input_value() == "51"
    assert _field(form, "Orders, last 90 days").input_value() == "119"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("Orders, last 30 days", "-99999", "Enter 0 to"),
        ("Orders, last 30 days", "", "Enter a number."),
        ("Orders, last 30 days", "2.5", "Enter a whole number."),
        ("Orders, last 90 days", "1", "At least 51: the last 90 days contain the last 30."),
        ("Orders, last 30 days", "0", "At least 1: the last purchase is 1 day ago."),
        ("Days since the last purchase", "9999999999999", "Enter 1 to 365."),
        ("Spend under a promotion", "101", "Enter 0 to 100 %."),
    ],
)
def test_impossible_figures_are_refused_in_words(
    form: Page, field: str, typed: str, words: str
) -> None:
    before = _figure(form, "Expected spend")
    box = _field(form, field)
    box.fill(typed)
    expect(box).to_have_attribute("aria-invalid", "true")
    # Read with the field: by the description that it names.
    described = form.evaluate(
        "e => e.getAttribute('aria-describedby').split(' ')"
        ".map(i => document.getElementById(i)?.innerText).join(' ')",
        box.element_handle(),
    )
    assert words in described
    _is_told(form, "Result of your last valid figures.")
    expect(form.locator("#what-if-result")).to_have_class("stale")
    assert _figure(form, "Expected spend") == before
    form.get_by_role("button", name=f"Reset: {field}").click()
    _is_told(form, "These are today's figures.")
    expect(box).not_to_have_attribute("aria-invalid", "true")


def test_the_address_is_a_link_to_the_same_figures(form: Page) -> None:
    _field(form, "Days since the last purchase").fill("45")
    _is_told(form, "less than now")
    form.wait_for_url("**&rfm_recency_days=45&*")
    told = form.get_by_role("status").inner_text()
    assert form.evaluate("document.activeElement.value") == "45"
    link = form.url
    form.goto("about:blank")
    form.goto(link)
    _is_told(form, told)
    assert _field(form, "Orders, last 30 days").input_value() == "0"
    # Leaves the page, and comes back to the same.
    form.get_by_role("link", name="Back to the customer").click()
    expect(form.get_by_role("heading", name="Customer 1228", exact=True)).to_be_visible()
    form.go_back()
    _is_told(form, told)


@pytest.mark.parametrize("changes", ["rfm_orders_90d=1", "rfm_recency_days=x", "rfm_spend_30d=1e9"])
def test_a_link_to_an_impossible_customer_says_so(page: Page, address: str, changes: str) -> None:
    page.goto(f"{address}/what-if?customer=1228&{changes}")
    expect(page.get_by_text("No customer can have the figures in this link")).to_be_visible()
    _is_told(page, "These are today's figures.")


def test_the_form_works_with_the_keyboard(form: Page) -> None:
    _field(form, "Average order").focus()
    form.keyboard.press("Control+A")
    form.keyboard.type("25.5", delay=60)
    _is_told(form, "Changed: net spend of the last 30, 90 and 365 days; average order")
    # Each figure typed has its answer: that of the last one must be there before it is taken back.
    form.wait_for_timeout(1_500)
    expect(form.locator("#what-if-status[data-dash-is-loading]")).to_have_count(0)
    form.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Reset: Average order")).to_be_focused()
    form.keyboard.press("Enter")
    _is_told(form, "These are today's figures.")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/what-if", "Find one with the search above"),
        ("/what-if?customer=nobody", "No customer has the id “nobody”."),
    ],
)
def test_no_customer_gets_a_sentence(page: Page, address: str, path: str, words: str) -> None:
    page.goto(address + path)
    expect(page.get_by_text(words)).to_be_visible()


def test_what_if_fits_a_narrow_screen(form: Page) -> None:
    form.set_viewport_size({"width": 390, "height": 844})
    _field(form, "Days since the last purchase").fill("45")
    _is_told(form, "less than now")
    assert form.evaluate("document.documentElement.scrollWidth") <= 390
    # The answer stays in sight where one types.
    _field(form, "Average order").scroll_into_view_if_needed()
    expect(form.get_by_role("status")).to_be_in_viewport()
    form.screenshot(path=SCREENSHOTS / "what-if-narrow.png", full_page=True)
    form.set_viewport_size({"width": 1280, "height": 900})
