"""The recorded walk is one picture that moves, for the README and the slides."""

from pathlib import Path

import pytest
from PIL import Image, ImageSequence


@pytest.fixture(scope="module")
def film(told_of: Path) -> Path:
    """Return the film of the sample, and of a retailer of whom little is known."""
    return told_of / "docs" / "walk.gif"


def test_it_is_small_enough_for_a_readme_and_lasts_about_a_minute(film: Path) -> None:
    assert film.stat().st_size < 5_000_000
    with Image.open(film) as picture:
        frames = [(f.copy(), f.info["duration"]) for f in ImageSequence.Iterator(picture)]
    assert 15 <= len(frames) <= 30
    assert 30_000 <= sum(duration for _, duration in frames) <= 65_000
    assert all(1_000 <= duration <= 5_000 for _, duration in frames)
    assert {frame.size for frame, _ in frames} == {frames[0][0].size}


def test_each_scene_is_another_one_and_has_words_below(film: Path) -> None:
    with Image.open(film) as picture:
        frames = [frame.convert("L").copy() for frame in ImageSequence.Iterator(picture)]
    seen = {frame.tobytes() for frame in frames}
    assert len(seen) == len(frames)
    width, height = frames[0].size
    for frame in frames:
        strip = frame.crop((0, height - 60, width, height))
        darkest, brightest = strip.getextrema()
        # Dark, with white letters on it.
        assert darkest < 60 and brightest > 220
        assert sum(strip.histogram()[:80]) > 0.7 * strip.width * strip.height
