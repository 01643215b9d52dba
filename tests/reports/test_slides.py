"""Slides that stand alone, can be read from the last row, and say what the warehouse says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from data.formatting import money
from reports.browser import open_page
from tests.project import query
from tests.reports.told import as_typed, told

SMALLEST, LARGEST = 24, 6_000_000
MOST_WORDS = 40
TEXTS = """() => {
    const slide = Reveal.getCurrentSlide();
    const scale = Reveal.getScale();
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node; (node = walker.nextNode()); ) {
        const parent = node.parentElement;
        if (!node.textContent.trim() || parent.closest("aside, style, script, title")) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const size = parseFloat(getComputedStyle(parent).fontSize);
        const drawn = parent.closest("svg");
        const shown = drawn ? drawn.getBoundingClientRect().width / scale : 1;
        const zoom = drawn ? shown / drawn.width.baseVal.value : 1;
        for (const box of range.getClientRects()) {
            found.push({
                text: node.textContent.trim(), size: size * zoom,
                left: box.left / scale, right: box.right / scale,
                top: box.top / scale, bottom: box.bottom / scale,
            });
        }
    }
    return found;
}"""
OVERFLOWS = """() => [...document.querySelectorAll(
    ".present .frame, .present .body, .present .body > *, .present .columns > *"
)].filter(
    (e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1
).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def folder(told_of: Path) -> Path:
    """Return where the slides of the sample are, and those of a tiny retailer."""
    return told_of / "reports"


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Return what the browser asked for, or complained of."""
    return []


@pytest.fixture(scope="module")
def deck(folder: Path, asked: list[str]) -> Iterator[Page]:
    """Open the slides in a window of their own size."""
    with open_page() as page:
        asked.clear()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto((folder / "slides.html").as_uri())
        page.wait_for_function("Reveal.isReady()")
        yield page


def _texts(deck: Page) -> Iterator[list[dict]]:
    for place in range(deck.locator(".slides > section").count()):
        deck.evaluate(f"Reveal.slide({place})")
        yield deck.evaluate(TEXTS)


def test_each_slide_has_a_message_and_what_to_say(deck: Page) -> None:
    slides = deck.locator(".slides > section")
    assert 12 <= slides.count() <= 16
    titles = deck.locator(".frame > h1, .frame > h2").all_inner_texts()
    assert len(set(titles)) == slides.count()
    for place in range(slides.count()):
        said = slides.nth(place).locator("aside.notes p").all_text_contents()
        assert said
        assert all(text.strip().endswith((".", "?")) for text in said), said


def test_the_file_stands_alone(deck: Page, folder: Path, asked: list[str]) -> None:
    for _ in _texts(deck):
        pass
    assert [what for what in asked if not what.startswith(("file:", "data:"))] == []
    assert len([what for what in asked if what.startswith("file:")]) == 1
    assert (folder / "slides.html").stat().st_size < LARGEST


def test_keys_lead_through_the_slides(deck: Page) -> None:
    deck.evaluate("Reveal.slide(0)")
    deck.keyboard.press("ArrowRight")
    assert deck.evaluate("Reveal.getIndices().h") == 1
    deck.keyboard.press("ArrowLeft")
    assert deck.evaluate("Reveal.getIndices().h") == 0


def test_the_speaker_sees_the_notes_and_the_room_does_not(deck: Page) -> None:
    deck.evaluate("Reveal.slide(0)")
    assert not deck.locator("aside.notes").first.is_visible()
    with deck.expect_popup() as opened:
        deck.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("This is spend30").wait_for(timeout=15_000)
    opened.value.close()


def test_the_last_row_of_the_room_can_read_everything(deck: Page) -> None:
    small = [t for texts in _texts(deck) for t in texts if t["size"] < SMALLEST - 0.01]
    assert small == []


def test_nothing_leaves_its_slide_or_lies_on_another(deck: Page) -> None:
    for number, texts in enumerate(_texts(deck), start=1):
        assert deck.evaluate(OVERFLOWS) == [], number
        for text in texts:
            inside = text["left"] >= 0 and text["right"] <= 1280
            assert inside and text["top"] >= 0 and text["bottom"] <= 720, (number, text)
        for place, one in enumerate(texts):
            for other in texts[place + 1 :]:
                wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
                high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
                assert wide < 3 or high < 4, (number, one["text"], other["text"])


def test_slides_are_not_read_aloud(deck: Page) -> None:
    for place in range(deck.locator(".slides > section").count()):
        body = deck.locator(".slides > section").nth(place).locator(".body")
        # Boxes with arrows between them are a drawing.
        texts = body.locator("p, dt, dd, h3, ul > li").all_text_contents()
        words = re.findall(r"[A-Za-z]\S*", " ".join(texts))
        assert len(words) <= MOST_WORDS, words


def test_the_pdf_has_a_page_a_slide_and_no_notes(deck: Page, folder: Path) -> None:
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", (folder / "slides.pdf").read_bytes())
    assert len(pages) == deck.locator(".slides > section").count()
    printed = deck.context.browser.new_page()
    printed.goto((folder / "slides.html").as_uri() + "?print-pdf")
    printed.locator(".pdf-page").last.wait_for(state="attached")
    printed.emulate_media(media="print")
    seen = printed.locator("body").inner_text()
    assert "Two commands" in seen and "This is spend30" not in seen
    assert printed.locator("h2:visible").count() == len(pages) - 1
    assert printed.locator("img.screen:visible").count() == 0
    printed.close()


def test_figures_are_those_of_the_marts(sample) -> None:
    html = (told(sample.data_dir) / "reports" / "slides.html").read_text(encoding="utf-8")
    text = as_typed(re.sub(r"<[^>]+>", " ", html.split("<body>")[1].split("<script>")[0]))
    ((mae, rmse, r2, off, held),) = query(
        sample.data_dir,
        """
        select avg(mae), avg(rmse), avg(r2),
            greatest(max(predicted_to_actual) - 1, 1 - min(predicted_to_actual)),
            avg(interval_coverage)
        from marts.model_metrics where model_name = 'spend30'
        """,
    )
    for figure in (
        f"off by {money(mae, 2)} a customer on average",
        f"by {100 * off:.1f} % at most in total",
        f"MAE {money(mae, 2)}, RMSE {money(rmse, 2)}, R² {r2:.3f}",
        f"Totals came true to within {100 * off:.1f} %",
        f"{100 * held:.1f} %",
    ):
        assert figure in text, figure
    ((read, expected, customers),) = query(
        sample.data_dir,
        """
        select
            (select sum(rows_read) from quality.source_reconciliation),
            sum(predicted_spend_30d), count(*)
        from marts.customer_predictions
        """,
    )
    assert f"{read:,} rows" in text
    assert f"expects {money(expected)} from {customers:,} customers" in text
