"""Every page, light and dark, by the rules of axe-core: nothing serious, nothing critical."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from reports.browser import open_page
from tests.axe_rules import axe_source
from tests.dashboard.inside import paths

CUSTOMER = "1228"
RUN = """async () => {
    const found = await axe.run(document, {resultTypes: ['violations']});
    return found.violations.map(one => ({
        rule: one.id,
        impact: one.impact,
        help: one.help,
        nodes: one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)),
    }));
}"""


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the source of axe-core, in the locked version."""
    return axe_source(tmp_path_factory.mktemp("axe"))


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    """Open a page of its own: its colours are switched."""
    with open_page() as page:
        yield page


def _findings(page: Page, axe: str, url: str) -> list[dict]:
    page.goto(url)
    page.wait_for_selector("main h2, main [role=alert]")
    page.wait_for_load_state("networkidle")
    # What the policy forbids to the page is allowed to the test: it is evaluated from outside.
    page.evaluate(axe)
    return page.evaluate(RUN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", paths())
def test_a_page_has_nothing_serious(
    browser_page: Page, axe: str, address: str, path: str, scheme: str
) -> None:
    browser_page.emulate_media(color_scheme=scheme)
    for query in ("", f"?customer={CUSTOMER}"):
        found = _findings(browser_page, axe, f"{address}{path}{query}")
        shown = browser_page.locator("html").get_attribute("data-mantine-color-scheme")
        assert shown == scheme
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], f"{path}{query} ({scheme})"


def test_what_is_wrong_is_found(browser_page: Page, axe: str, address: str) -> None:
    browser_page.goto(address)
    browser_page.wait_for_selector("main h2")
    browser_page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    browser_page.evaluate(axe)
    assert "label" in {one["rule"] for one in browser_page.evaluate(RUN)}
