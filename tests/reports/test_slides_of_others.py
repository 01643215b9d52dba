"""Slides of retailers of whom little is known, and of those with strange names."""

import shutil
from pathlib import Path

import duckdb
import pytest

from reports.__main__ import main
from reports.slides import slides
from reports.slides.deck import rendered
from reports.slides.slide import Slide
from reports.warehouse import open_warehouse


def _slides(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Slide]:
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    monkeypatch.setattr("reports.slides.demo", lambda _: [])
    with open_warehouse() as warehouse:
        return {slide.name: slide for slide in slides(warehouse)}


def test_a_short_history_is_not_talked_up(retailer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect(str(retailer / "warehouse.duckdb")) as con:
        for table in ("model_metrics", "model_comparisons", "model_segments", "feature_importance"):
            con.execute(f"delete from marts.{table}")
        con.execute("delete from marts.forecast_totals where not is_forecast")
        con.execute(
            "update marts.forecast_totals set predicted_spend_low = null, "
            "predicted_spend_high = null, predicted_buyers = null"
        )
    told_of = _slides(retailer, monkeypatch)
    assert "too short to test" in told_of["question"].parts[1].text
    assert told_of["results"].title.startswith("Nothing is claimed")
    assert told_of["truth"].title == "No forecast can be held against what happened yet"
    assert told_of["splits"].title == "No test was possible yet"
    assert "honest answer" in told_of["reflection"].title
    assert "None" not in rendered(list(told_of.values())).split("<body>")[1].split("<script>")[0]


def test_names_from_data_are_no_markup(retailer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "<script>alert(1)</script>|\"'" + "x" * 200
    with duckdb.connect(str(retailer / "warehouse.duckdb")) as con:
        con.execute(
            "update marts.forecast_breakdown set member = ? where dimension = 'category'", [evil]
        )
    page = rendered(list(_slides(retailer, monkeypatch).values()))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_nothing_published_is_one_sentence(
    retailer: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("DATA_DIR", str(retailer))
    shutil.rmtree(retailer / "published")
    assert main(["slides"]) == 1
    assert "make" in capsys.readouterr().err
