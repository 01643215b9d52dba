"""The inference function, the saved model, and the metrics that SQL computes."""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, CatBoostRegressor
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from data.files import sha256
from data.formatting import money
from ml import bundle
from ml.features import NOT_FEATURES, FeatureError, Signature
from ml.model import MODEL_NAME, PREDICTIONS
from ml.names import model_name
from ml.predict import predict_spend
from ml.score import score
from ml.warehouse import read_scoring_rows, read_training_rows
from tests.project import query


@pytest.fixture
def mart(sample, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Return the sample's labelled rows, with the sample's model as the current one."""
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    return read_training_rows()


@pytest.fixture
def rows(mart: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the scoring cutoff."""
    return read_scoring_rows()


def test_the_model_sees_neither_ids_nor_targets(mart: pd.DataFrame) -> None:
    names = set(Signature.of_mart(mart).names)
    asked = {"attribute_segment_id", "attribute_loyalty_status"}
    assert names == set(mart.columns) - NOT_FEATURES - asked
    assert not [name for name in names if name.startswith("future")]
    assert {name for name in names if name.endswith("_id")} == {"store_home_id"}  # of a store
    numbers = mart[mart["future_spend_30d"].notna()].select_dtypes("number")
    correlation = numbers.corrwith(numbers["future_spend_30d"]).drop(
        list(NOT_FEATURES & set(numbers))
    )
    assert correlation.abs().max() < 0.98


def test_one_mapping_a_list_and_a_frame_give_the_same_predictions(rows: pd.DataFrame) -> None:
    some = rows.head(5)
    of_frame = predict_spend(some)
    records = some.to_dict("records")
    pd.testing.assert_frame_equal(of_frame.reset_index(drop=True), predict_spend(records))
    one = predict_spend(records[0])
    assert list(one.columns) == [*PREDICTIONS, "model_id"]
    assert one["predicted_spend_30d"].iloc[0] == of_frame["predicted_spend_30d"].iloc[0]


def test_every_tree_keeps_to_the_threads_given(
    rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Spark shares out the cores, no part of the model may take all of them."""
    given = []
    for class_ in (CatBoostRegressor, CatBoostClassifier):

        def predict(self, *arguments, inner=class_._predict):
            given.append(arguments[4])
            return inner(self, *arguments)

        monkeypatch.setattr(class_, "_predict", predict)
    one, all_cores = predict_spend(rows, threads=1), predict_spend(rows)
    parts = len(given) // 2
    assert parts >= 3
    assert given == [1] * parts + [-1] * parts
    pd.testing.assert_frame_equal(one, all_cores)


def test_predictions_are_possible_amounts(rows: pd.DataFrame) -> None:
    made = predict_spend(rows)
    numbers = made[list(PREDICTIONS)].to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert made["predicted_spend_30d_low"].le(made["predicted_spend_30d_median"]).all()
    assert made["predicted_spend_30d_median"].le(made["predicted_spend_30d_high"]).all()
    assert made["purchase_probability_30d"].le(1).all()


def test_the_predictions_mart_is_what_the_model_predicts(sample, rows: pd.DataFrame) -> None:
    stored = dict(
        query(
            sample.data_dir,
            "select customer_id, predicted_spend_30d from marts.customer_predictions",
        )
    )
    made = predict_spend(rows)["predicted_spend_30d"]
    assert stored == pytest.approx(dict(zip(rows["customer_id"], made, strict=True)))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("rfm_spend_30d", "a lot", "rfm_spend_30d must be a number, but is 'a lot'"),
        ("rfm_spend_30d", float("inf"), "rfm_spend_30d must be a finite number"),
        ("rfm_spend_30d", "12", "rfm_spend_30d must be a number, but is '12'"),
        ("rfm_spend_30d", True, "rfm_spend_30d must be a number, but is True"),
        ("rfm_spend_30d", pd.Timestamp("2024-01-01"), "rfm_spend_30d must be a number"),
        ("rfm_spend_30d", {}, "rfm_spend_30d must be a number"),
        ("rfm_spend_30d", [1, 2], "rfm_spend_30d must be a number"),
        ("rfm_spend_30d", 10**400, "rfm_spend_30d must be a finite number"),
        ("rfm_segment", 3, "rfm_segment must be text, but is 3"),
        ("rfm_orders_30d", -1, "rfm_orders_30d must not be negative, but is -1"),
        ("promo_line_share_365d", 1.5, "promo_line_share_365d must be a share from 0 to 1"),
    ],
)
def test_a_wrong_value_names_its_column(
    rows: pd.DataFrame, name: str, value: object, message: str
) -> None:
    with pytest.raises(FeatureError, match=re.escape(message)):
        predict_spend({**rows.iloc[0].to_dict(), name: value})


def test_a_missing_feature_is_named(rows: pd.DataFrame) -> None:
    with pytest.raises(FeatureError, match="feature rfm_spend_90d is missing"):
        predict_spend(rows.drop(columns="rfm_spend_90d"))
    with pytest.raises(FeatureError, match="one mapping, a list of mappings, or a DataFrame"):
        predict_spend(42)


def test_every_row_of_a_list_must_be_whole_and_no_feature_given_twice(rows: pd.DataFrame) -> None:
    whole = rows.iloc[0].to_dict()
    part = {name: value for name, value in whole.items() if name != "rfm_spend_90d"}
    with pytest.raises(FeatureError, match=r"rfm_spend_90d is missing.*row 2"):
        predict_spend([whole, part])
    with pytest.raises(FeatureError, match="rfm_spend_90d is given more than once"):
        predict_spend(pd.concat([rows, rows[["rfm_spend_90d"]]], axis=1))


def test_none_and_decimals_are_values_and_no_rows_give_none(rows: pd.DataFrame) -> None:
    row = rows.iloc[0].to_dict()
    assert len(predict_spend({**row, "rfm_gap_days_std": None})) == 1
    spend = row["rfm_spend_30d"]
    made = predict_spend([{**row, "rfm_spend_30d": Decimal(str(spend))}, row])
    assert made["predicted_spend_30d"].nunique() == 1
    assert predict_spend(rows.iloc[:0]).empty


def test_column_order_does_not_matter(rows: pd.DataFrame) -> None:
    shuffled = rows[rows.columns[::-1]]
    pd.testing.assert_frame_equal(predict_spend(rows), predict_spend(shuffled))


def test_the_manifest_describes_the_model(sample, mart: pd.DataFrame) -> None:
    folder = bundle.current_folder()
    manifest = json.loads((folder / bundle.MANIFEST_FILE).read_text())
    assert list(manifest["features"]) == [
        c for c in mart.columns if c not in NOT_FEATURES and not c.startswith("attribute_")
    ]
    assert manifest["features"]["category_top_365d"] == "category"
    assert len(manifest["training_cutoffs"]) == 26 + 4  # and those of the backtest
    assert manifest["sha256"] == sha256(folder / bundle.MODEL_FILE)
    assert manifest["sha256_trees"] == sha256(folder / bundle.TREES_FILE)
    assert {"python", "catboost", "duckdb"} <= set(manifest["libraries"])
    for shares in manifest["served"].values():
        assert sum(shares.values()) == pytest.approx(1)
    ((mae,),) = query(
        sample.data_dir,
        f"select avg(mae) from marts.model_metrics where model_name = '{MODEL_NAME}'",
    )
    assert manifest["backtest_means"][MODEL_NAME]["mae"] == pytest.approx(mae)
    card = (folder / bundle.CARD_FILE).read_text()
    assert f"| {model_name(MODEL_NAME)} | {money(mae, 2)} |" in card
    assert manifest["trained_at"][:10] not in card
    assert manifest["model_id"] in card


def test_the_trees_alone_can_be_opened_by_catboost(mart: pd.DataFrame) -> None:
    trees = CatBoostRegressor().load_model(str(bundle.current_folder() / bundle.TREES_FILE))
    assert trees.tree_count_ > 100


def test_one_row_as_an_array_gives_the_same_prediction(rows: pd.DataFrame) -> None:
    model = bundle.load(bundle.current_folder()).model
    values = rows[list(model.signature.names)].head(3)
    of_array = model.predict_array(values.to_numpy(dtype=object))
    assert of_array == pytest.approx(predict_spend(rows.head(3))[list(PREDICTIONS)].to_numpy())


def test_a_value_far_beyond_training_is_warned_about(rows: pd.DataFrame) -> None:
    row = rows.iloc[0].to_dict()
    with pytest.warns(UserWarning, match=r"rfm_spend_90d is .* far beyond the"):
        predict_spend({**row, "rfm_spend_90d": 1e7})


def test_what_only_tells_who_was_asked_is_no_feature(mart: pd.DataFrame) -> None:
    asked = mart.assign(attribute_segment_id=["a"] * (len(mart) - 9_000) + [None] * 9_000)
    assert "attribute_segment_id" not in Signature.of_mart(asked).names
    known = mart.assign(attribute_segment_id="a")
    assert "attribute_segment_id" in Signature.of_mart(known).names


def test_a_model_file_that_was_changed_is_refused(mart: pd.DataFrame, tmp_path: Path) -> None:
    folder = shutil.copytree(bundle.current_folder(), tmp_path / "model")
    path = folder / bundle.MODEL_FILE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(bundle.ModelError, match="sha256 differs"):
        bundle.load(folder)


def test_a_model_that_knows_the_future_is_not_asked(mart: pd.DataFrame, monkeypatch) -> None:
    past = mart[mart["cutoff_date"] == mart["cutoff_date"].max()]
    monkeypatch.setattr("ml.score.warehouse.read_scoring_rows", lambda: past)
    with pytest.raises(bundle.ModelError, match=r"learnt from sales until 2018-01-01.*make train"):
        score()


def test_a_mart_with_other_category_columns_asks_for_training(
    rows: pd.DataFrame, monkeypatch
) -> None:
    other = rows.rename(
        columns={"category_spend_share_grocery_365d": "category_spend_share_x_365d"}
    )
    monkeypatch.setattr("ml.score.warehouse.read_scoring_rows", lambda: other)
    with pytest.raises(bundle.ModelError, match=r"no column category_spend_share_grocery_365d"):
        score()


def test_sql_metrics_equal_those_of_scikit_learn(sample) -> None:
    rows = pd.DataFrame(
        query(
            sample.data_dir,
            "select cutoff_date, predicted_spend_30d, predicted_spend_30d_median, "
            "actual_spend_30d::double, predicted_spend_30d_low, predicted_spend_30d_high "
            f"from marts.backtest_predictions where model_name = '{MODEL_NAME}'",
        ),
        columns=["cutoff", "predicted", "typical", "actual", "low", "high"],
    )
    stored = query(
        sample.data_dir,
        "select cutoff_date, mae, rmse, r2, normalised_gini, spearman, predicted_to_actual, "
        f"interval_coverage from marts.model_metrics where model_name = '{MODEL_NAME}'",
    )
    assert len(stored) == 4
    for cutoff, *metrics in stored:
        at = rows[rows["cutoff"] == cutoff]
        assert metrics == pytest.approx(
            [
                mean_absolute_error(at["actual"], at["typical"]),
                root_mean_squared_error(at["actual"], at["predicted"]),
                r2_score(at["actual"], at["predicted"]),
                _gini(at["actual"], at["predicted"]) / _gini(at["actual"], at["actual"]),
                at["actual"].corr(at["predicted"], method="spearman"),
                at["predicted"].sum() / at["actual"].sum(),
                at["actual"].between(at["low"], at["high"]).mean(),
            ],
            rel=1e-9,
        )


def _gini(actual: pd.Series, ordering: pd.Series) -> float:
    """Return the Gini coefficient of spend in the order of predictions, by its Lorenz curve."""
    # Customers with the same prediction share the mean of their spend: no order among them.
    shared = actual.groupby(ordering).transform("mean")
    ordered = shared[ordering.sort_values(ascending=False).index].to_numpy()
    lorenz = np.cumsum(ordered) / ordered.sum()
    return lorenz.mean() - (1 + 1 / len(ordered)) / 2


def test_the_model_beats_chance_and_the_interval_holds(sample) -> None:
    ((r2, coverage),) = query(
        sample.data_dir,
        "select avg(r2), avg(interval_coverage) from marts.model_metrics "
        f"where model_name = '{MODEL_NAME}'",
    )
    assert r2 > 0.7
    assert 0.77 < coverage < 0.83
