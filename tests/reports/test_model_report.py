"""The model report: its figures are those of the predictions, and its checks can fail."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from dashboard.model.words import comparison_words
from data.formatting import day, money
from ml.card import model_card
from ml.names import model_name
from reports import model as report
from reports.documents.problem import values as problem_values
from reports.documents.template import environment
from reports.model import leak_checks
from reports.model.calibration import calibration, floor_words
from reports.model.campaign import campaign
from reports.model.comparison import comparison
from reports.model.insights import beside_the_rule, insights
from reports.model.leakage import GUARDS, names_in, random_split_words
from reports.model.limits import beside_the_rules
from reports.model.misses import few_words
from reports.model.peeking import foresight, model_is_no_seer, peeking, rule_sees_nothing
from reports.model.residuals import again_words, residuals, tail_words
from reports.model.tuning import tuning
from reports.page import Page, rendered
from reports.warehouse import Warehouse, open_warehouse
from tests.project import query
from tests.reports.told import as_typed


@pytest.fixture
def warehouse(sample, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    """Open the warehouse of the sample."""
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    with open_warehouse() as opened:
        yield opened


@pytest.fixture
def breakable(sample, warehouse: Warehouse) -> Iterator[Warehouse]:
    """Return the same warehouse in memory: marts are views that a test may replace."""
    connection = duckdb.connect()
    connection.execute(f"attach '{sample.data_dir / 'warehouse.duckdb'}' as whole (read_only)")
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'whole'"
    ).fetchall()
    for schema, table in tables:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create view {schema}.{table} as from whole.{schema}.{table}")
    yield Warehouse(connection, dict(warehouse.manifest))
    connection.close()


class Tables(HTMLParser):
    """Rows of texts of the tables that have an id."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self._table: str | None = None
        self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self._table = dict(attrs).get("id")
            if self._table:
                self.rows[self._table] = []
        elif self._table and tag == "tr":
            self.rows[self._table].append([])
        elif self._table and tag in ("td", "th"):
            self.rows[self._table][-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        """End a table or a cell."""
        if tag == "table":
            self._table = None
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        """Keep the text of a cell."""
        if self._table and self._cell:
            self.rows[self._table][-1][-1] += as_typed(data)


def tables_of(html: str) -> dict[str, list[list[str]]]:
    """Return the tables of a page by their id, the head first."""
    parser = Tables()
    parser.feed(html)
    return parser.rows


def written(mae: float, rmse: float, r2: float) -> tuple[str, str, str]:
    """Return the metrics as people read them."""
    return money(mae, 2), money(rmse, 2), f"{r2:z.3f}".replace("-", "−")


def by_cutoff(data_dir: Path) -> pd.DataFrame:
    """Return MAE, RMSE and R2 by model and cutoff, from the predictions by scikit-learn."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as con:
        rows = con.execute(
            """
            select
                model_name, cutoff_date, predicted_spend_30d as expected,
                coalesce(predicted_spend_30d_median, predicted_spend_30d) as typical,
                actual_spend_30d::double as actual
            from marts.backtest_predictions
            """
        ).df()
    return pd.DataFrame(
        [
            {
                "model": name,
                "cutoff": cutoff,
                "mae": mean_absolute_error(part["actual"], part["typical"]),
                "rmse": root_mean_squared_error(part["actual"], part["expected"]),
                "r2": r2_score(part["actual"], part["expected"]),
            }
            for (name, cutoff), part in rows.groupby(["model_name", "cutoff_date"])
        ]
    )


def expected_means(data_dir: Path) -> dict[str, tuple[str, str, str]]:
    """Return what a report must say of each model."""
    means = by_cutoff(data_dir).groupby("model")[["mae", "rmse", "r2"]].mean()
    return {
        model_name(name): written(*row)
        for name, row in zip(means.index, means.to_numpy(), strict=True)
    }


def said_by_the_page(html: str) -> dict[str, tuple[str, str, str]]:
    """Return what the table of all models says."""
    head, *rows = tables_of(html)["model-comparison"]
    columns = [head.index(name) for name in ("MAE", "RMSE", "R²")]
    return {row[0]: tuple(row[column] for column in columns) for row in rows}


def said_by_the_card(card: str) -> dict[str, tuple[str, str, str]]:
    """Return what the card says of all models."""
    table = card.partition("## Quantitative analyses")[2].partition("###")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return {row[0]: tuple(row[1:4]) for row in rows[2:]}


def test_every_model_has_the_figures_of_its_predictions(sample, warehouse: Warehouse) -> None:
    html = rendered(Page("", "", [comparison(warehouse)]))
    expected = expected_means(sample.data_dir)
    assert {"XGBoost", "Random forest", "Ridge regression", "Linear regression"} <= set(expected)
    assert any(name.startswith("CatBoost: ") for name in expected)
    assert said_by_the_page(html) == expected
    assert said_by_the_card(model_card(warehouse.manifest)) == expected


def test_a_wrong_figure_would_be_noticed(sample, warehouse: Warehouse) -> None:
    expected = expected_means(sample.data_dir)
    mae, rmse, _ = expected["XGBoost"]
    html = rendered(Page("", "", [comparison(warehouse)]))
    card = model_card(warehouse.manifest)
    for right, wrong in ((mae, "$1.00"), (rmse, "$2.00")):
        assert said_by_the_page(html.replace(right, wrong)) != expected
        assert said_by_the_card(card.replace(right, wrong)) != expected


def test_every_test_has_the_figures_of_its_predictions(sample, warehouse: Warehouse) -> None:
    found = tables_of(rendered(Page("", "", [comparison(warehouse)])))
    metrics = by_cutoff(sample.data_dir)
    cutoffs = sorted(metrics["cutoff"].unique())
    for position, metric in enumerate(("mae", "rmse", "r2")):
        head, *rows = found[f"by-cutoff-{metric}"]
        assert head[1:] == [day(cutoff) for cutoff in cutoffs]
        said = {
            (row[0], cutoff): text
            for row in rows
            for cutoff, text in zip(cutoffs, row[1:], strict=True)
        }
        expected = {
            (model_name(row.model), row.cutoff): written(row.mae, row.rmse, row.r2)[position]
            for row in metrics.itertuples()
        }
        assert said == expected


def test_intervals_come_from_the_same_draws_as_those_of_the_mart(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        """
        with replicates as (
            from marts.metric_replicates
            unpivot include nulls (metric_value for metric in (mae, rmse, r2))
        ),
        differences as (
            select
                others.model_name, metric, replicate,
                avg(ours.metric_value - others.metric_value) as difference
            from replicates as others
            inner join replicates as ours using (cutoff_date, replicate, metric)
            where ours.model_name = 'spend30' and others.model_name != 'spend30'
            group by all
        )
        select
            model_name, metric,
            quantile_cont(difference, 0.025) filter (where replicate > 0) as low,
            quantile_cont(difference, 0.975) filter (where replicate > 0) as high
        from differences
        group by all
        """
    )
    mart = {
        (row["model_name"], row["metric"]): (row["difference_low"], row["difference_high"])
        for row in warehouse.query("from marts.model_comparisons")
    }
    assert len(rows) == len(mart)
    for row in rows:
        expected = mart[row["model_name"], row["metric"]]
        assert (row["low"], row["high"]) == pytest.approx(expected, abs=1e-9)


def test_all_checks_for_leaks_pass(warehouse: Warehouse) -> None:
    assert [check(warehouse).is_passed for check in leak_checks.CHECKS] == [True] * 6
    rows = peeking(warehouse)
    assert [row["r2"] for row in rows] == sorted(row["r2"] for row in rows)
    assert rule_sees_nothing(warehouse, rows).is_passed
    assert model_is_no_seer(warehouse).is_passed
    assert "with 1 day of foresight, and less than with 7 days" in foresight(warehouse, rows)


LEAKS = {
    "a target of 0 before its window is over": (
        leak_checks.targets_are_complete,
        "customer_features",
        "coalesce(future_spend_30d, 0) as future_spend_30d",
    ),
    "the day of the cutoff is seen": (
        leak_checks.nothing_bought_after_the_cutoff,
        "customer_features",
        "rfm_recency_days - 1 as rfm_recency_days",
    ),
    "the window is a day too long": (
        leak_checks.features_can_be_added_again,
        "backtest_features",
        "rfm_spend_90d + 1 as rfm_spend_90d",
    ),
    "a feature is the target": (
        leak_checks.no_feature_is_the_target,
        "customer_features",
        "future_spend_30d as rfm_spend_30d",
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_in_a_mart_fails_its_check(breakable: Warehouse, leak: str) -> None:
    check, mart, broken = LEAKS[leak]
    breakable.connection.execute(
        f"create or replace view marts.{mart} as "
        f"select * replace ({broken}) from whole.marts.{mart}"
    )
    assert check(breakable).is_passed is False


def test_what_is_learnt_from_the_test_fails_its_check(warehouse: Warehouse) -> None:
    learnt = json.loads(json.dumps(warehouse.manifest["learnt_by_cutoff"]))
    cutoff = next(iter(learnt))
    learnt[cutoff]["last_cutoff"] = cutoff
    seen = replace(warehouse, manifest={**warehouse.manifest, "learnt_by_cutoff": learnt})
    assert leak_checks.windows_are_over(seen).is_passed is False
    features = {**warehouse.manifest["features"], "level_current_stock_level": "number"}
    seen = replace(warehouse, manifest={**warehouse.manifest, "features": features})
    assert leak_checks.what_cannot_be_known_is_absent(seen).is_passed is False


def test_a_seer_is_noticed(breakable: Warehouse) -> None:
    breakable.connection.execute(
        """
        create or replace view marts.model_metrics as
        select * replace (0.99 as r2) from whole.marts.model_metrics
        """
    )
    rows = peeking(breakable)
    assert model_is_no_seer(breakable).is_passed is False
    assert "more than the rule with all its foresight" in foresight(breakable, rows)
    assert rule_sees_nothing(breakable, rows).is_passed is False


def test_the_tests_that_are_named_exist() -> None:
    for file, names in GUARDS.items():
        assert set(names) <= set(names_in(file)), file


def test_what_the_search_tried_is_told(warehouse: Warehouse) -> None:
    record = {
        "seconds": 1.0,
        "budget_seconds": 30,
        "trials": 2,
        "cutoffs": ["2017-08-04", "2017-09-03"],
        "least_gain": 0.003,
        "usual_rmse": [100.0, 100.0],
        "is_accepted": False,
        "history": [
            {"settings": {"depth": 4}, "rmse": [99.0, 101.0], "gain": -0.01, "is_better": False},
            {"settings": {"depth": 5}, "rmse": [99.9, 99.9], "gain": 0.001, "is_better": False},
        ],
    }
    tried = replace(warehouse, manifest={**warehouse.manifest, "tuning": record})
    html = rendered(Page("", "", [tuning(tried)]))
    head, usual, first, second = tables_of(html)["tuning-history"]
    assert head[-3:] == ["RMSE Fri 4 Aug 2017", "RMSE Sun 3 Sep 2017", "Gain"]
    assert usual[0] == "usual"
    assert first[-3:] == ["$99.00", "$101.00", "−1.00 %"]
    assert second[-3:] == ["$99.90", "$99.90", "0.10 %"]
    assert "Not one did, so the usual settings stay." in html
    untried = replace(warehouse, manifest={**warehouse.manifest, "tuning": {}})
    assert "TUNE_SECONDS was 0" in rendered(Page("", "", [tuning(untried)]))


def test_the_same_warehouse_gives_the_same_report(warehouse: Warehouse) -> None:
    assert rendered(report.page(warehouse)) == rendered(report.page(warehouse))


def test_a_retailer_without_any_test_gets_a_sentence_in_every_section(
    breakable: Warehouse,
) -> None:
    for table in (
        *("backtest_predictions", "backtest_features", "model_metrics", "model_comparisons"),
        *("model_calibration", "model_segments", "feature_importance", "partial_dependence"),
        *("customer_explanations", "forecast_totals", "feature_drift"),
    ):
        breakable.connection.execute(
            f"create or replace view marts.{table} as from whole.marts.{table} where false"
        )
    breakable.manifest.update(
        kind="simple rule",
        notice="No model could be tested, so a simple rule is served.",
        served={"expected": {"last_30_days": 1.0}, "typical": {"last_30_days": 1.0}},
        backtest_means={},
        backtest_comparisons=[],
        backtest_segments=[],
        learnt_by_cutoff={},
        members_by_cutoff={},
        tested_cutoffs=[],
        tuning={},
    )
    html = rendered(report.page(breakable))
    assert html.count("nothing to show here") == 5
    for said in ("Nobody can say yet", "No test is recorded", "there are no inputs to weigh"):
        assert said in html
    card = model_card(breakable.manifest)
    assert "a simple rule stands in" in card
    assert card.count("Nothing could be tested yet") == 2


def test_a_model_without_intervals_and_probabilities_is_told_of(breakable: Warehouse) -> None:
    breakable.connection.execute(
        """
        create or replace view marts.backtest_predictions as
        select * replace (
            null::double as predicted_spend_30d_median, null::double as predicted_spend_30d_low,
            null::double as predicted_spend_30d_high, null::double as purchase_probability_30d
        )
        from whole.marts.backtest_predictions;
        create or replace view marts.model_metrics as
        select * replace (
            null::double as interval_coverage, null::double as interval_coverage_top_fifth
        )
        from whole.marts.model_metrics
        """
    )
    html = rendered(report.page(breakable))
    assert "This model gives no intervals." in html
    assert "This model gives no chance of a purchase." in html


def test_a_small_retailer_gets_a_whole_report(retailer: Path, monkeypatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(retailer))
    with open_warehouse() as opened:
        pages = list(report.write(opened))
    assert [path.relative_to(retailer) for path in pages] == [
        Path("report/reports/model.html"),
        Path("report/docs/model-card.md"),
    ]
    words = re.sub(r"<(script|pre|style).*?</\1>", "", pages[0].read_text(), flags=re.S)
    assert not {"None", "nan", "inf"} & set(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", words)))


def test_names_from_the_data_are_no_markup(breakable: Warehouse) -> None:
    evil = '<script>alert(1)</script> | "quoted" <b>'
    breakable.connection.execute(
        f"""
        create or replace view marts.backtest_features as
        select * replace ('{evil}' as category_top_365d) from whole.marts.backtest_features;
        create or replace view marts.categories as
        select * replace ('{evil}' as product_category) from whole.marts.categories
        """
    )
    html = rendered(report.page(breakable))
    assert "<script>alert" not in html
    plots = re.findall(r'<script type="application/json">(.*?)</script>', html, re.S)
    assert not any("\\u003cscript" in plot or "\\u003cb>" in plot for plot in plots)


def test_other_queries_find_the_same_number_of_tests(sample, warehouse: Warehouse) -> None:
    ((count,),) = query(
        sample.data_dir, "select count(distinct cutoff_date) from marts.backtest_predictions"
    )
    published = list(warehouse.manifest["learnt_by_cutoff"].values())
    assert sum(row["is_published"] for row in published) == count


def test_a_random_split_is_blamed_only_where_it_promised_too_much() -> None:
    blamed = random_split_words([-0.027, 0.017])
    assert "promised up to 0.017 R² more" in blamed
    assert "has seen" in blamed
    honest = random_split_words([-0.027, -0.001])
    assert "no more than then came true, and up to 0.027 R² less" in honest
    assert "has seen" not in honest
    assert "has seen" not in random_split_words([0.0001, -0.027])


def test_few_forecasts_are_said_to_be_few() -> None:
    tail = {"std": 1.0, "share_of_the_largest": 0.5, "beyond_three": 0.04, "forecasts": 26}
    assert tail_words(tail) == "26 errors are too few to say anything of their tail."
    assert "heavy" in tail_words(tail | {"forecasts": 2_600})
    found = {"customers": 1, "of_all": 13, "error_share": 0.3, "r2": None, "r2_without": None}
    amounts = {"actual": 1.0, "actual_of_all": 1.0, "predicted": 1.0}
    assert few_words(found | amounts).startswith("The customer of 13 with the largest errors makes")


def test_a_rule_that_is_served_does_not_lose_to_itself(breakable: Warehouse) -> None:
    breakable.connection.execute(
        """
        create or replace view marts.model_comparisons as
        select
            model_name, metric, spend30_value, spend30_value - 0.0006 as other_value,
            0.0006 as difference, 0.0001 as difference_low, 0.0014 as difference_high,
            'other is better' as verdict
        from whole.marts.model_comparisons
        where metric != 'r2'
        """
    )
    words = beside_the_rule(breakable)
    assert words.count("it is just as close as the best simple rule") == 2
    assert "against" not in words
    assert all("no difference to be seen" in text for text in beside_the_rules(breakable))
    rows = breakable.query("from marts.model_comparisons")
    assert "No simple rule wins by any of these measures." in comparison_words(rows)
    problem = environment().from_string("{% include 'problem.md' %}")
    assert "no difference is to be seen" in problem.render(problem_values(breakable))


def test_errors_turn_round_only_where_most_change_their_side() -> None:
    pairs = {"pairs": 2_000, "correlation": -0.3}
    assert "turn round" in again_words(pairs | {"same_side": 0.4})
    assert "turn round" not in again_words(pairs | {"same_side": 0.83})
    assert "too few" in again_words({"pairs": 13, "correlation": -0.3, "same_side": 0.4})


def test_nothing_lies_below_zero_only_without_returns() -> None:
    assert "below which nothing lies" in floor_words({"lowest_low": 0.0, "lowest_actual": 0.0})
    returned = floor_words({"lowest_low": 0.0, "lowest_actual": -28.0})
    assert "only who returned more than they bought lie below" in returned
    assert floor_words({"lowest_low": 1.5, "lowest_actual": -28.0}) == ""


def test_few_customers_who_only_returned_are_told_of(breakable: Warehouse) -> None:
    breakable.connection.execute(
        """
        create or replace view marts.backtest_predictions as
        select * replace (
            -abs(actual_spend_30d) - 1 as actual_spend_30d, 0.0 as predicted_spend_30d_low
        )
        from whole.marts.backtest_predictions
        where customer_id in (
            select customer_id from whole.marts.customers order by customer_id limit 12
        );
        create or replace view marts.model_metrics as
        select * replace (12 as customers) from whole.marts.model_metrics
        """
    )
    assert "no more was bought than given back" in str(campaign(breakable).parts)
    words = str(calibration(breakable).parts)
    assert "too few to say whether high forecasts" in words
    assert "more forecast went with" not in words
    assert "below which nothing lies" not in words
    assert "too few to say whether the spread grows" in str(residuals(breakable).parts)
    assert "too few to say how good the model is" in str(insights(breakable).parts)
