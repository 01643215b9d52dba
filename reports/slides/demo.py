"""The dashboard as it is: pictures of what is published, taken anew for the slides."""

import base64
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageSequence
from playwright.sync_api import Browser

from data.generations import CURRENT_FILE
from data.paths import data_dir, published_dir
from reports import places, walk
from reports.browser import open_page
from reports.screenshots import addresses, open_at, published
from reports.serving import served
from reports.slides.slide import Photo, Slide
from reports.warehouse import Warehouse

QUALITY = 80
WALKED = "A walk through the dashboard, step by step, with a sentence below each"
NARROW, WIDE = 780, 1040
SHARPNESS = 2
FRAME = 16


def demo(warehouse: Warehouse) -> list[Slide]:
    """Return the slides that show the dashboard: a picture of the overview, and the walk."""
    pages = addresses(published(warehouse))
    with served(data_dir()) as address, open_page() as page:
        browser = page.context.browser
        overview = _picture(browser, address + pages["overview"], NARROW)
        customer = _picture(browser, address + pages["customer"], WIDE)
    film = places.documents() / walk.NAME
    shown = published_dir() / CURRENT_FILE
    if not film.exists() or film.stat().st_mtime < shown.stat().st_mtime:
        list(walk.write(warehouse))
    return [
        Slide(
            "overview",
            "The dashboard opens with the revenue to expect",
            [Photo(overview, "The overview: expected revenue with its interval, buyers, and past "
                             "forecasts beside what happened")],
            [
                "This is the real page, of the warehouse that these slides tell of. On top stands "
                "the revenue to expect, with its interval, beside the last 30 days.",
                "Below it, what the last forecasts had said and what came in; further down, where "
                "the revenue comes from, and four lists of customers to act on.",
            ],
        ),
        Slide(
            "walk",
            "Any customer can be found, understood and tried out",
            [Photo(_moving(film), WALKED, printed=customer)],
            [
                "The film runs by itself: from the overview to whom to act on, to one customer, "
                "why the forecast is what it is, and what follows when figures change.",
                "The first what-if changes figures that people know; the second adds a purchase "
                "and lets the warehouse's own SQL compute every feature anew.",
                "On paper a picture of the customer's page stands in its place. The film is "
                f"{walk.NAME} in the folder docs.",
            ],
        ),
    ]  # fmt: skip


def _picture(browser: Browser, address: str, width: int) -> str:
    """Return a page from its title to its cards; the narrower, the more a slide enlarges it."""
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=SHARPNESS)
    open_at(page, address)
    top, cards = page.locator("h2").first, page.locator(".mantine-SimpleGrid-root").first
    first, last = (part.bounding_box() for part in (top, cards))
    clip = {"x": 0, "y": first["y"] - FRAME, "width": width}
    clip["height"] = last["y"] + last["height"] + FRAME - clip["y"]
    taken = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB")
    page.close()
    small = BytesIO()
    taken.save(small, "webp", quality=QUALITY, method=6)
    return _inside(small.getvalue())


def _moving(film: Path) -> str:
    """Return the film as it is, as WebP: half as large as the GIF that a README needs."""
    with Image.open(film) as gif:
        pictures = [
            (one.convert("RGB"), one.info["duration"]) for one in ImageSequence.Iterator(gif)
        ]
    (first, _), *others = pictures
    small = BytesIO()
    first.save(
        small,
        "webp",
        save_all=True,
        append_images=[picture for picture, _ in others],
        duration=[milliseconds for _, milliseconds in pictures],
        loop=0,
        lossless=True,
        method=6,
    )
    return _inside(small.getvalue())


def _inside(picture: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
