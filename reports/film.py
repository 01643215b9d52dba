"""A film made of still pictures: each with words below it, and a ring around what is pressed."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

from data.files import replace_bytes

# Wide enough to read the dashboard, low enough for a README and a slide.
SIZE = {"width": 1024, "height": 576}
SHARPNESS = 1.25
COLORS = 128
MILLISECONDS = 1_000
SHOWN = """([words, ring]) => {
    const put = (id, style) => {
        const one = document.getElementById(id) ?? document.createElement("div");
        one.id = id;
        one.style.cssText = `position:fixed;z-index:99999;pointer-events:none;${style}`;
        document.body.append(one);
        return one;
    };
    put("film-words", `left:0;right:0;bottom:0;padding:12px 24px;background:#1d2329;color:#fff;
        font:600 24px/1.2 Arial,Helvetica,sans-serif`).textContent = words;
    put("film-ring", ring
        ? `left:${ring[0] - 22}px;top:${ring[1] - 22}px;width:36px;height:36px;
           border:5px solid #D55E00;border-radius:50%;background:#D55E0033`
        : "display:none");
}"""
SCROLLED = "(e, above) => scrollTo(0, e.getBoundingClientRect().top + scrollY - above)"


@dataclass
class Film:
    """Pictures of a page, taken one by one."""

    page: Page
    pictures: list[Image.Image] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def show(self, words: str, seconds: float = 2.4, ring: Locator | None = None) -> None:
        """Take a picture.

        Args:
            words: what there is to see.
            seconds: for which it is shown.
            ring: what is about to be pressed or typed into.
        """
        place = None
        if ring is not None:
            ring.scroll_into_view_if_needed()
            box = ring.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
            place = [box["x"] + min(box["width"] / 2, 120), box["y"] + box["height"] / 2]
        self.page.evaluate(SHOWN, [words, place])
        taken = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        self.pictures.append(taken)
        self.seconds.append(seconds)

    def scroll_to(self, heading: str, above: int = 18) -> bool:
        """Put a heading of the page on top, some pixels below; say whether the page has it."""
        found = self.page.get_by_role("heading", name=heading, exact=True)
        if not found.count():
            return False
        found.first.evaluate(SCROLLED, above)
        self.page.wait_for_timeout(0.3 * MILLISECONDS)
        return True

    def write(self, path: Path) -> None:
        """Write the film as a GIF that begins anew when it is over."""
        first, *others = (_in_few_colors(picture) for picture in self.pictures)
        film = BytesIO()
        first.save(
            film,
            "gif",
            save_all=True,
            append_images=others,
            duration=[int(seconds * MILLISECONDS) for seconds in self.seconds],
            loop=0,
            optimize=True,
        )
        replace_bytes(path, film.getvalue())


def _in_few_colors(picture: Image.Image) -> Image.Image:
    """Return a picture in as many colours as a page has, so that it is small, and no grain."""
    return picture.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
