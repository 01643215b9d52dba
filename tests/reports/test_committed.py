"""What is committed for the sample: pages that stand alone, for everybody, and are not stale."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dashboard.model.words import model_name
from data.paths import PROJECT_DIR
from reports.browser import open_page
from tests.axe_rules import axe_source
from tests.project import query, run
from tests.reports.told import as_typed

PAGES = sorted((PROJECT_DIR / "reports").glob("*.html"))
# Slides are laid out for a projector, dbt writes its own page: both have tests of their own.
ARTICLES = [PROJECT_DIR / "reports" / name for name in ("eda.html", "model.html")]
NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
VISIBLE = """() => {
    const body = document.body.cloneNode(true);
    for (const hidden of body.querySelectorAll("script, style, pre, code")) hidden.remove();
    return body.textContent;
}"""
DRAWN = """async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
        scrollTo(0, y);
        await new Promise(done => setTimeout(done, 60));
    }
}"""


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    """Open a page that notes what it asks the network for, and what it complains of."""
    with open_page() as page:
        yield page


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the source of axe-core, in the locked version."""
    return axe_source(tmp_path_factory.mktemp("axe"))


def test_there_is_something_to_test() -> None:
    assert set(ARTICLES) < set(PAGES)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_ask_nothing_of_the_network_and_complain_of_nothing(
    browser_page: Page, path: Path
) -> None:
    asked, said = [], []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    browser_page.on("pageerror", lambda error: said.append(str(error)))
    browser_page.goto(path.as_uri())
    browser_page.evaluate(DRAWN)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert [text for text in said if text.startswith(("error", "warning"))] == []


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_articles_fit_a_telephone_and_draw_every_plot(browser_page: Page, path: Path) -> None:
    browser_page.set_viewport_size({"width": 390, "height": 800})
    browser_page.goto(path.as_uri())
    browser_page.evaluate(DRAWN)
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 390
    plots = browser_page.locator(".plot").count()
    assert plots > 5
    assert browser_page.locator(".plot .main-svg").count() >= plots
    browser_page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_articles_can_be_read_without_sight(browser_page: Page, axe: str, path: Path) -> None:
    browser_page.goto(path.as_uri())
    browser_page.evaluate(DRAWN)
    browser_page.evaluate(axe)
    found = browser_page.evaluate("async () => (await axe.run()).violations")
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_articles_speak_in_words(sample, browser_page: Page, path: Path) -> None:
    columns = {
        name
        for (name,) in query(
            sample.data_dir, "select distinct column_name from duckdb_columns() where not internal"
        )
        if "_" in name
    }
    browser_page.goto(path.as_uri())
    browser_page.evaluate(DRAWN)
    words = re.findall(r"\b\w+\b", browser_page.evaluate(VISIBLE))
    assert len(words) > 1_000
    assert columns & set(words) == set()
    assert {"None", "nan", "NaN", "NaT", "undefined", "Infinity"} & set(words) == set()


def _markdown_rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if "|" in line]


def _comparison_rows(page: Page, path: Path) -> list[list[str]]:
    page.goto(path.as_uri())
    rows = page.eval_on_selector_all(
        "#model-comparison tbody tr",
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))",
    )
    return [[as_typed(row[place]) for place in (0, 2, 4, 6)] for row in rows]


@pytest.mark.parametrize("name", ["reports/model.html", "docs/model-card.md", "docs/problem.md"])
def test_errors_are_those_of_the_metrics(sample, browser_page: Page, name: str) -> None:
    """MAE, RMSE and R² that are committed, of every model that is named, are those of a new run."""
    measured = query(
        sample.data_dir,
        "select model_name, avg(mae), avg(rmse), avg(r2) from marts.model_metrics group by all",
    )
    expected = {model_name(model): figures for model, *figures in measured}
    path = PROJECT_DIR / name
    is_page = path.suffix == ".html"
    rows = _comparison_rows(browser_page, path) if is_page else _markdown_rows(path)
    # The first table of a document: later ones compare models in words.
    told = {row[0]: row[1:4] for row in reversed(rows) if row[0] in expected}
    assert len(told) == len(expected) if is_page else len(told) > 5
    for model, figures in told.items():
        printed = [float(NUMBER.search(figure)[0].replace("−", "-")) for figure in figures]
        # Boosted trees differ in the last digits from processor to processor.
        assert printed == pytest.approx(expected[model], rel=0.01, abs=0.005), model


def test_the_exploration_is_that_of_the_sample(sample, browser_page: Page) -> None:
    """Whoever changes data, features or report, and forgets `make report`, hears of it here."""
    command = ("make", "report", "REPORTS=eda", f"DATA_DIR={sample.data_dir}")
    run(*command, data_dir=sample.data_dir)
    texts = []
    for path in (sample.data_dir / "report" / "reports" / "eda.html", ARTICLES[0]):
        browser_page.goto(path.as_uri())
        texts.append(browser_page.evaluate(VISIBLE))
    fresh, committed = texts
    assert NUMBER.sub("#", fresh) == NUMBER.sub("#", committed)
    for now, then in zip(NUMBER.findall(fresh), NUMBER.findall(committed), strict=True):
        figures = [float(text.replace(",", "").replace("−", "-")) for text in (now, then)]
        assert figures[0] == pytest.approx(figures[1], rel=1e-6), (now, then)
