"""The page about the model: errors beside others, calibration, importance, drift, card."""

import json

import pytest
from dash.development.base_component import Component
from playwright.sync_api import Page, expect

from dashboard.generation import Generation
from dashboard.model.accuracy import accuracy
from dashboard.model.calibration import calibration
from dashboard.model.card import card
from dashboard.model.drift import drift
from dashboard.model.importance import importance
from dashboard.model.words import comparison_words, input_value, metric_value, model_kind
from dashboard.store import model as store
from data.formatting import money
from tests.dashboard.conftest import SCREENSHOTS
from tests.dashboard.inside import application
from tests.dashboard.marts import without_rows
from tests.project import query


@pytest.fixture(scope="module", autouse=True)
def _app() -> None:
    """Addresses of links need an application."""
    application()


def words(content: list[Component] | Component) -> str:
    """Return all that is written in components."""
    return json.dumps(
        content,
        default=lambda c: c.to_plotly_json() if hasattr(c, "to_plotly_json") else str(c),
        ensure_ascii=False,
    )


def _compared(model: str, metric: str, verdict: str) -> dict:
    return {
        "model_name": model,
        "metric": metric,
        "verdict": verdict,
        "spend30_value": 12.0,
        "other_value": 10.0,
    }


def test_words_say_where_a_simple_rule_wins() -> None:
    rows = [
        _compared("last_30_days", "mae", "other is better"),
        _compared("xgboost", "mae", "other is better"),
        _compared("zero", "mae", "spend30 is better"),
        _compared("ridge", "r2", "no clear difference"),
    ]
    error, variance, rule = comparison_words(rows)
    assert error.startswith("Mean absolute error: better than 1 of 3 others; worse than “As in")
    assert "“XGBoost”" in error
    assert variance == (
        "Explained variance (R²): better than 0 of 1 others; no clear difference from "
        "“Ridge regression”."
    )
    assert rule == (
        "The simple rule “As in the last 30 days” wins by mean absolute error: "
        "$10.00 against $12.00."
    )
    assert comparison_words(rows[2:])[-1] == "No simple rule wins by any of these measures."
    assert comparison_words([]) == []


def test_kinds_of_models_and_units() -> None:
    served = {"expected": {"boosted": 1.0}, "typical": {"quantiles": 1.0}}
    assert model_kind("spend30", served) == "Served"
    assert model_kind("last_90_days_over_3", served) == "Simple rule"
    assert model_kind("quantiles", served) == "Part of this model"
    assert model_kind("xgboost", served) == "Other method"
    assert metric_value("r2", -0.1184) == "−0.118"
    assert metric_value("mae", 12.3) == "$12.30"
    assert input_value("purchase_probability_30d", 0.5) == "50.0 %"
    assert input_value("rfm_spend_30d", None) == "–"


def test_metrics_are_the_mean_over_cutoffs_or_those_of_one(generation: Generation, sample) -> None:
    means = {row["model_name"]: row for row in store.metrics(generation, None)}
    expected = query(
        sample.data_dir, "select model_name, avg(mae) from marts.model_metrics group by model_name"
    )
    assert {name: means[name]["mae"] for name, _ in expected} == pytest.approx(dict(expected))
    cutoff = store.tested_cutoffs(generation)[-1]["cutoff_date"].isoformat()
    (one,) = query(
        sample.data_dir,
        f"select mae from marts.model_metrics where model_name = 'spend30' "
        f"and cutoff_date = '{cutoff}'",
    )
    rows = {row["model_name"]: row for row in store.metrics(generation, cutoff)}
    assert rows["spend30"]["mae"] == pytest.approx(one[0])
    assert rows["spend30"]["cutoffs"] == 1


def test_nothing_reaches_more_spend_than_who_knows_the_future(generation: Generation) -> None:
    rows = store.calibration(generation, None)
    perfect = store.perfect_gain(generation, None)
    reached = 0.0
    for row, most in zip(rows, perfect, strict=True):
        reached += row["actual"] * row["customers"]
        assert reached <= most * 1.001
    assert reached == pytest.approx(perfect[-1])


def test_short_histories_get_a_sentence_in_every_section(generation: Generation) -> None:
    empty = without_rows(generation)
    assert "could not be tested" in words(accuracy(empty, None))
    assert "could not be tested" in words(calibration(empty, None))
    assert "A simple rule makes these forecasts" in words(importance(empty, None, show_all=False))
    assert "nothing to compare with yet" in words(drift(empty, None, show_all=False))
    assert "Model card" in words(card(empty))


def test_a_simple_rule_has_neither_intervals_nor_probabilities(generation: Generation) -> None:
    made_up = without_rows(generation)
    made_up.connection.execute(
        """
        insert into marts.model_metrics by name
        select
            'spend30' as model_name, date '2024-06-01' as cutoff_date, 2 as customers,
            8 as mae, 9 as rmse, 20 as total_predicted, 0 as total_actual;
        insert into marts.model_calibration by name
        select
            'spend30' as model_name, date '2024-06-01' as cutoff_date, 1 as decile,
            2 as customers, 10 as predicted_spend_mean, 5 as actual_spend_mean,
            0.5 as purchase_share;
        insert into marts.model_segments by name
        select 'Loyal' as rfm_segment, 2 as predictions, 10 as predicted_spend_mean,
            5 as actual_spend_mean
        """
    )
    assert money(8, 2) in words(accuracy(made_up, None))
    said = words(calibration(made_up, None))
    assert "This model gives no intervals." in said
    assert "This model gives no chance of a purchase" in said
    assert "Loyal" in said


def test_every_input_of_the_drift_can_be_shown(generation: Generation) -> None:
    for row in store.drift(generation):
        said = words(drift(generation, row["feature"], show_all=True))
        assert "distribution" in said, row["feature"]


def test_the_page_leads_through_its_sections(page: Page, address: str, sample) -> None:
    ((error,),) = query(
        sample.data_dir, "select avg(mae) from marts.model_metrics where model_name = 'spend30'"
    )
    page.goto(f"{address}/model")
    expect(page.get_by_text(money(error, 2), exact=True).first).to_be_visible()
    expect(page.get_by_role("row", name="Nobody spends anything")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "model.png", full_page=True)
    page.get_by_role("link", name="2 Dec 2017").click()
    expect(page.get_by_text(money(error, 2), exact=True)).to_have_count(0)
    page.get_by_role("link", name="Calibration").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="80 % intervals")).to_be_visible()
    expect(page.locator("#spend-calibration .bars .point")).to_have_count(20)
    page.get_by_role("link", name="What it rests on").click()
    page.get_by_role("link", name="Net spend, last 60 days").click()
    expect(page.locator("#dependence .xtitle")).to_have_text("Net spend, last 60 days")
    page.get_by_role("link", name="Drift", exact=True).click()
    page.get_by_role("link", name="Days since the first purchase", exact=True).click()
    expect(
        page.get_by_role("heading", name="Days since the first purchase: then and now")
    ).to_be_visible()
    page.get_by_role("link", name="Model card").click()
    expect(page.get_by_role("heading", name="Caveats and recommendations")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("section=nothing", "There is no section “nothing”"),
        ("cutoff=yesterday", "The model was not tested at “yesterday”"),
        ("section=drift&feature=%3Cscript%3E", "The model has no input “<script>”"),
        ("section=importance&feature=rfm_tenure_days", "choose one of these"),
        ("section=a&section=b&cutoff=a&cutoff=b&show=a&show=b", "Beside what others would use"),
    ],
)
def test_addresses_that_nobody_links_to_get_a_sentence(
    page: Page, address: str, query: str, sentence: str
) -> None:
    page.goto(f"{address}/model?{query}")
    expect(page.get_by_text(sentence)).to_be_visible()


@pytest.mark.parametrize("section", ["accuracy", "calibration", "importance", "drift", "card"])
def test_a_narrow_screen_has_no_sideways_scroll(page: Page, address: str, section: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/model?section={section}")
    page.wait_for_selector("h2")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
