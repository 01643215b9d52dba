"""Walk and slides of two retailers, made once for all tests that look at them."""

from pathlib import Path

import pytest

from tests.reports.told import told


@pytest.fixture(scope="module", params=["sample", "small"])
def told_of(request: pytest.FixtureRequest) -> Path:
    """Return what was written of the sample, and of a tiny retailer."""
    data_dir = (
        request.getfixturevalue("sample").data_dir
        if request.param == "sample"
        else request.getfixturevalue("small_run")
    )
    return told(data_dir)
