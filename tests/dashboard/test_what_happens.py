"""A manager lets something happen to a customer, and reads what is expected then."""

from playwright.sync_api import Page, expect

from tests.dashboard.conftest import SCREENSHOTS

PATH = "/what-happens?customer=1228"


def _add(page: Page, day: str, amount: str) -> None:
    page.get_by_label("Day", exact=True).fill(day)
    page.keyboard.press("Tab")
    page.get_by_label("Amount").fill(amount)
    page.get_by_role("button", name="Add the purchase").click()


def test_purchases_are_added_and_taken_back(page: Page, address: str) -> None:
    page.goto(address + PATH)
    expect(page.get_by_text("This is what is known today.")).to_be_visible()
    _add(page, "20 Dec 2017", "250")
    expect(page.get_by_text("Purchase of $250.00 on Wed 20 Dec 2017")).to_be_visible()
    expect(page.locator("p[role=status]")).to_contain_text("more than now")
    expect(page.get_by_text("features changed")).to_be_visible()
    shared = page.url
    page.screenshot(path=SCREENSHOTS / "what-happens.png", full_page=True)
    page.get_by_role("link", name="Take back").click()
    expect(page.get_by_text("This is what is known today.")).to_be_visible()
    page.goto(shared)
    expect(page.get_by_text("Purchase of $250.00 on Wed 20 Dec 2017")).to_be_visible()
    page.get_by_role("link", name="Back to what is known").click()
    expect(page.get_by_text("This is what is known today.")).to_be_visible()


def test_nothing_happens_until_a_day(page: Page, address: str) -> None:
    page.goto(address + PATH)
    until = page.get_by_label("Predict the 30 days from")
    until.fill("1 Jan 2019")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Choose a day from 01 Jan 2018 to 01 May 2018.")).to_be_visible()
    until.fill("15 Feb 2018")
    page.keyboard.press("Tab")
    expect(page.get_by_text("the day before Thu 15 Feb 2018, nothing.")).to_be_visible()
    expect(page.locator("p[role=status]")).to_contain_text("less than now")


def test_a_sale_is_left_out_and_taken_in_again(page: Page, address: str) -> None:
    page.goto(address + PATH)
    page.get_by_role("link", name="Leave out").first.click()
    expect(page.get_by_text("Left out: 1 known sale.")).to_be_visible()
    page.get_by_role("link", name="Take in again").click()
    expect(page.get_by_text("This is what is known today.")).to_be_visible()


def test_what_cannot_be_is_said_at_the_field(page: Page, address: str) -> None:
    page.goto(address + PATH)
    page.get_by_role("button", name="Add the purchase").click()
    expect(page.get_by_text("Choose a day.", exact=True)).to_be_visible()
    _add(page, "1 Feb 2018", "5")
    expect(page.get_by_text("Choose a day before 01 Jan 2018")).to_be_visible()
    _add(page, "1 Dec 2017", "0")
    expect(page.get_by_text("Enter an amount up to")).to_be_visible()
    expect(page.get_by_text("This is what is known today.")).to_be_visible()


def test_addresses_that_nobody_wrote_get_a_sentence(page: Page, address: str) -> None:
    for path, words in (
        ("/what-happens", "Find one with the search above"),
        ("/what-happens?customer=nobody", "No customer has the id “nobody”."),
        (PATH + "&add=%5B5%5D", "The address holds a scenario that cannot be read."),
        (PATH + "&until=soon", "Choose a day from"),
    ):
        page.goto(address + path)
        expect(page.get_by_text(words)).to_be_visible()
