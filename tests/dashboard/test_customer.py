"""The page of one customer: its figures are the mart's, and what is missing is said in words."""

import pytest
from playwright.sync_api import Page, expect

from dashboard.customer import why
from dashboard.customer.outcomes import hits, outcomes, verdict
from dashboard.generation import Generation
from dashboard.store.customer import (
    explanation,
    find_customer,
    newest_features,
    past_forecasts,
    spend_history,
)
from data.formatting import money
from tests.dashboard.conftest import SCREENSHOTS
from tests.dashboard.words import words_of


def test_steps_of_the_waterfall_follow_each_other() -> None:
    assert steps_in_tenths([4, 4, -6, 3]) == [(0, 5), (5, 5), (2.5, 7.5), (2.5, 3.75), (0, 6.25)]
    assert steps_in_tenths([2, -4, 6]) == [(3.33, 3.33), (0, 6.67), (0, 10), (3.33, 6.67)]
    assert why.steps([0, 0]) == [(0, 0)] * 3


def steps_in_tenths(contributions: list[float]) -> list[tuple[float, float]]:
    return [(round(10 * a, 2), round(10 * b, 2)) for a, b in why.steps(contributions)]


def test_the_steps_add_up_to_the_prediction(generation: Generation) -> None:
    for customer_id in ("1228", "298", "1609"):
        found = find_customer(generation, customer_id)
        parts = explanation(generation, customer_id)
        assert [part["position"] for part in parts] == list(range(10))
        total = sum(part["contribution"] for part in parts)
        assert total == pytest.approx(found["predicted_spend_30d"])
        text = words_of(why.why(generation, found, newest_features(generation, customer_id), {}))
        assert money(parts[1]["contribution"], 2).strip("−") in text
        assert text.count(money(found["predicted_spend_30d"], 2)) >= 2


def test_without_steps_a_sentence(generation: Generation) -> None:
    text = words_of(why.why(generation, {"customer_id": "nobody"}, {}, {}))
    assert "a simple rule predicts" in text


def test_past_forecasts_are_the_models_own_at_each_cutoff(generation: Generation) -> None:
    rows = past_forecasts(generation, "1228", "spend30")
    assert [row["cutoff_date"].isoformat() for row in rows] == [
        "2017-09-03",
        "2017-10-03",
        "2017-11-02",
        "2017-12-02",
    ]
    newest = newest_features(generation, "1228")
    assert rows[-1]["actual_spend_30d"] == float(newest["rfm_spend_30d"])
    assert "There is no past forecast" in words_of(outcomes(generation, "nobody"))


@pytest.mark.parametrize(
    ("is_inside", "actual", "words"),
    [
        (True, 20, "in the interval"),
        (False, 9, "below the interval"),
        (False, 31, "above the interval"),
        (None, 9, "no interval"),
    ],
)
def test_a_verdict_says_where_the_spend_lies(
    is_inside: bool | None, actual: float, words: str
) -> None:
    row = {
        "is_inside": is_inside,
        "actual_spend_30d": actual,
        "predicted_spend_30d": 31,
        "predicted_spend_30d_low": 10,
        "predicted_spend_30d_high": 30,
    }
    assert verdict(row) == words
    assert hits([row | {"is_inside": None}]) == ""
    told = hits([row | {"is_inside": True}, row | {"is_inside": False}])
    assert "The interval held 1 of 2 times" in told
    assert "may lie above the interval" in told
    assert "may lie" not in hits([row | {"is_inside": True, "predicted_spend_30d": 30}])


def test_rank_counts_those_with_a_higher_prediction(generation: Generation) -> None:
    ranks = generation.query(
        """
        select customer_id, rank() over (order by predicted_spend_30d desc) as place
        from marts.customers order by place limit 3
        """
    )
    for row in ranks:
        found = find_customer(generation, row["customer_id"])
        assert (found["predicted_rank"], found["ranked_customers"]) == (row["place"], 2469)


def test_the_page_shows_what_the_mart_holds(
    page: Page, address: str, generation: Generation
) -> None:
    # What the page before still asks is not counted.
    page.goto("about:blank")
    callbacks = []
    page.on("request", lambda r: callbacks.append(r.url) if "_dash-update" in r.url else None)
    page.goto(f"{address}/customer?customer=1228")
    expect(page.get_by_role("heading", name="Customer 1228")).to_be_visible()
    expect(page.locator("#history .bars .point")).to_have_count(12 + 12 + 1)
    assert len(callbacks) <= 3
    found = find_customer(generation, "1228")
    expected = money(found["predicted_spend_30d"], 2)
    expect(page.locator(".waterfall tr").last).to_contain_text(expected)
    expect(page.get_by_text(f"Rank {found['predicted_rank']} of 2,469 customers")).to_be_visible()
    ever = page.locator(".features tr", has_text="Orders, ever")
    assert ever.locator("td").first.inner_text() == f"{found['rfm_orders_all']:,}"
    spent = sum(block["spend"] for block in spend_history(generation, "1228"))
    expect(page.get_by_text(money(spent, 2))).to_be_visible()
    expect(page.locator("#categories .bars .point").first).to_be_visible()
    assert page.locator("h2, h3, h4").first.inner_text() == "Customer 1228"
    page.screenshot(path=SCREENSHOTS / "customer.png", full_page=True)


def test_both_what_ifs_are_linked(page: Page) -> None:
    for name, path in (("change figures", "/what-if"), ("change what happens", "/what-happens")):
        link = page.get_by_role("link", name=f"What if: {name}")
        assert link.get_attribute("href") == f"{path}?customer=1228"


def test_families_open_with_the_keyboard_and_tell_what_a_figure_means(page: Page) -> None:
    control = page.get_by_role("button", name="Promotions")
    control.focus()
    page.keyboard.press("Enter")
    figure = page.locator(".features summary", has_text="Spend under a promotion")
    expect(figure).to_be_visible()
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("under a promotion. NULL without such spend.")).to_be_visible()


def test_little_history_is_explained(page: Page, address: str) -> None:
    page.goto(f"{address}/customer?customer=298")
    expect(page.get_by_text("The first purchase is less than 30 days old")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?customer=nobody", "No customer has the id “nobody”."),
        ("?customer=%3Cscript%3Ealert(1)%3C/script%3E", "No customer has the id “<script>"),
        ("?customer=%00", "No customer has the id"),
        ("?customer=1&customer=nobody", "No customer has the id"),
        ("", "Find one with the search above"),
    ],
)
def test_unknown_customers_get_a_sentence(page: Page, address: str, query: str, words: str) -> None:
    page.goto(f"{address}/customer{query}")
    expect(page.get_by_text(words)).to_be_visible()


def test_a_narrow_screen_has_no_sideways_scroll(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/customer?customer=1228")
    expect(page.locator("#categories .bars .point").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=SCREENSHOTS / "customer-narrow.png", full_page=True)
