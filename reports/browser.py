"""A real browser: the one that is there, or Debian's, or a sentence."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# No sandbox: containers run as root. The rest keeps Chromium from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser() -> str:
    """Return the path of Chromium or Chrome, installing Debian's where that is allowed.

    Raises:
        RuntimeError: there is none; the message says how to get one.
    """
    found = _installed()
    if not found and shutil.which("apt-get") and os.geteuid() == 0:
        for command in ("update", "install --yes chromium"):
            subprocess.run(["apt-get", "-qq", *command.split()], check=True, capture_output=True)
        found = _installed()
    if not found:
        raise RuntimeError(
            "This needs Chromium or Chrome: install it (Debian, Ubuntu: "
            "sudo apt-get install chromium), or set CHROME to its path."
        )
    return found


def _installed() -> str | None:
    named = os.environ.get("CHROME")
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return named or on_path or (str(MAC) if MAC.exists() else None)


@contextmanager
def open_page() -> Iterator[Page]:
    """Open an empty page of 1280 x 900 pixels in a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        try:
            yield browser.new_page(viewport={"width": 1280, "height": 900})
        finally:
            browser.close()
