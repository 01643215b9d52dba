"""A recorded walk through the dashboard, ``docs/walk.gif``: what a manager does in a minute."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from data.paths import data_dir
from reports import places
from reports.browser import open_page
from reports.film import SHARPNESS, SIZE, Film
from reports.screenshots import addresses, open_at, published
from reports.serving import served
from reports.warehouse import Warehouse

NAME = "walk.gif"
# Whoever falls, the most at stake first, is whom a manager would look up.
FALLING = """
select act.customer_id
from marts.customers_to_act_on as act
where act.reason = 'falling'
order by act.spend_at_stake desc nulls last, act.customer_id
limit 1
"""
# Two test workers share the processors with two browsers.
PATIENCE = 15_000
# The sentence that stays on top of a what-if.
STICKY = 96


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Record the walk."""
    generation = published(warehouse)
    falling = generation.query(FALLING)
    pages = addresses(generation, falling[0]["customer_id"] if falling else None)
    with served(data_dir()) as address, open_page() as page:
        browser = page.context.browser
        film = Film(browser.new_page(viewport=SIZE, device_scale_factor=SHARPNESS))
        _overview(film, address)
        _find(film, pages["customer"])
        _customer(film)
        _what_if(film, address + pages["what-if"].partition("&")[0])
        _what_happens(film, address + pages["what-happens"])
        _model_and_data(film, address)
        path = places.documents() / NAME
        film.write(path)
    yield path


def _overview(film: Film, address: str) -> None:
    open_at(film.page, address)
    film.show("The overview: what to expect in 30 days, and how sure that is", 3.4)
    if film.scroll_to("Said and happened"):
        film.show("What the last forecasts were worth")
    if film.scroll_to("Where it comes from"):
        film.show("Where it comes from, by segment …")
        category = film.page.locator(".overview-by label", has_text="Category")
        if category.count():
            film.show("… or by category", 1.4, ring=category.first)
            category.first.click()
            film.page.wait_for_timeout(1_000)
            film.show("The same forecasts, added up for whoever orders goods")
    if film.scroll_to("Who to act on"):
        film.show("Whom to act on: four lists, each with its rule", 3)


def _find(film: Film, path: str) -> None:
    (who,) = parse_qs(urlsplit(path).query)["customer"]
    film.page.evaluate("scrollTo(0, 0)")
    search = film.page.get_by_role("textbox", name="Find a customer")
    film.show("Look one of them up", 1.4, ring=search)
    search.click()
    search.press_sequentially(who)
    film.page.get_by_role("option", name=who).first.wait_for(timeout=PATIENCE)
    film.show("Search by id or first name", 2)
    film.page.get_by_role("option", name=who, exact=True).or_(
        film.page.get_by_role("option", name=who)
    ).first.click()
    film.page.wait_for_url(f"**{path}", timeout=PATIENCE)
    film.page.wait_for_timeout(1_500)


def _customer(film: Film) -> None:
    film.page.evaluate("scrollTo(0, 0)")
    film.show("What is expected of this customer", 3)
    if film.scroll_to("Why this prediction"):
        film.show("Why: each step adds to the forecast, or takes from it", 3)
    for heading, words in (
        ("Past forecasts beside what happened", "What earlier forecasts said, and what came"),
        ("Orders and spend over time", "What was bought, in blocks of 30 days"),
    ):
        if film.scroll_to(heading):
            film.show(words)


def _what_if(film: Film, address: str) -> None:
    open_at(film.page, address)
    film.show("What if: change the figures of this customer", 2)
    field = film.page.get_by_role("textbox", name="Orders, last 30 days")
    if not field.count():
        return
    field.scroll_into_view_if_needed()
    film.show("Two more orders in the last 30 days …", 1.6, ring=field)
    field.fill(str(int(field.input_value() or 0) + 2))
    status = film.page.locator("#what-if-status")
    expect(status).to_contain_text(re.compile("Changed|No customer can"), timeout=PATIENCE)
    film.page.evaluate("scrollTo(0, 0)")
    film.page.wait_for_timeout(500)
    if "Changed" not in status.inner_text():
        film.show("… which this customer's other figures rule out: the page says so", 3)
        return
    film.show("… and the forecast follows at once", 3)
    if film.scroll_to("What moved it", STICKY):
        film.show("What moved it, figure by figure")


def _what_happens(film: Film, address: str) -> None:
    open_at(film.page, address)
    film.show("What happens if: a purchase more, computed by the warehouse's own SQL", 3.4)
    if film.scroll_to("What moved it", STICKY):
        film.show("Every feature that this purchase changes is computed anew")


def _model_and_data(film: Film, address: str) -> None:
    open_at(film.page, f"{address}/model")
    film.show("How good is the model? Its page says so, or what it lacks to say it", 3)
    if film.scroll_to("Beside what others would use"):
        film.show("Every method, tested on windows that it had not seen", 3)
    open_at(film.page, f"{address}/model?section=calibration")
    if film.scroll_to("Spend, said and happened"):
        film.show("Tenth by tenth: said and happened")
    open_at(film.page, f"{address}/data")
    if film.scroll_to("From file to forecast"):
        film.show("Every row counts, from file to forecast", 3)
