"""One server and one browser for the tests of all pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.generation import Generation, current
from reports.browser import open_page
from reports.serving import served

# Two test workers share the processors with two browsers.
expect.set_options(timeout=15_000)
SCREENSHOTS = Path(__file__).parents[1] / "screenshots"


@pytest.fixture(scope="session")
def address(sample) -> Iterator[str]:
    """Serve the sample's published generation, as `make dashboard` does."""
    with served(sample.data_dir) as url:
        yield url


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    """Open the dashboard; at the end nothing may have failed, nor left the machine."""
    troubles: list[str] = []
    SCREENSHOTS.mkdir(exist_ok=True)
    with open_page() as page:
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("response", lambda r: troubles.append(r.url) if r.status >= 400 else None)
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((address, "data:", "blob:")) else troubles.append(r.url)
            ),
        )
        page.goto(address)
        yield page
    assert troubles == []


@pytest.fixture
def data_dir(sample, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the application show the sample."""
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    return sample.data_dir


@pytest.fixture
def generation(data_dir: Path) -> Generation:
    """Return the sample's published generation, open for reading."""
    return current()
