"""Explanations: contributions in currency add up, for every member and in the warehouse."""

import numpy as np
import pandas as pd
import pytest

from ml import bundle
from ml.boosted import Boosted, Residual
from ml.candidates import EXPECTED, Grown, Rows, fit_members
from ml.ensemble import Ensemble
from ml.explain import SHOWN, contributions, main_inputs, partial_dependence, with_words
from ml.features import GROWTH, Signature
from ml.warehouse import read_scoring_rows, read_training_rows
from tests.project import query


@pytest.fixture
def train(sample, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """Return the newest labelled cutoff of the sample."""
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    labelled = read_training_rows()
    return Rows.of(labelled, Signature.of_mart(labelled)).newest(1)


@pytest.fixture
def members(train: Rows) -> dict:
    """Return every candidate for the expected spend."""
    return fit_members(EXPECTED, train, {"iterations": 30, "learning_rate": 0.1})


def test_contributions_of_every_member_add_up_to_its_prediction(train: Rows, members: dict) -> None:
    train.features.numbers[:, train.features.signature.numbers.index(GROWTH)] = 1.25
    for name, member in members.items():
        base, parts = member.explain(train.features)
        predicted = member.predict(train.features)
        total = base + parts.sum(axis=1)
        inside = predicted > 0  # what is below 0 is cut off
        assert inside.mean() > 0.5, name
        assert total[inside] == pytest.approx(predicted[inside], abs=1e-3), name
        assert (total[~inside] <= 1e-6).all(), name


def test_contributions_say_which_features_a_member_uses(train: Rows, members: dict) -> None:
    _, parts = members["bg_nbd_gamma_gamma"].explain(train.features)
    used = [n for n, m in zip(train.features.signature.names, abs(parts).sum(axis=0), strict=True)
            if m > 0]  # fmt: skip
    assert set(used) == {
        "rfm_active_days_all", "rfm_recency_days", "rfm_tenure_days", "rfm_spend_all"
    }  # fmt: skip
    assert isinstance(members["boosted_growth"], Grown)
    assert isinstance(members["boosted"], Boosted)
    assert isinstance(members["residual"], Residual)


def test_an_ensemble_explains_as_its_members_do(train: Rows, members: dict) -> None:
    both = Ensemble(members, {"boosted": 0.25, "blend_of_rates": 0.75})
    base, parts = both.explain(train.features)
    one, other = (members[name].explain(train.features) for name in both.weights)
    assert base == pytest.approx(0.25 * one[0] + 0.75 * other[0])
    assert parts == pytest.approx(0.25 * one[1] + 0.75 * other[1])


def test_the_warehouse_explains_every_scored_customer(sample) -> None:
    rows = query(
        sample.data_dir,
        """
        select
            count(*) filter (where part = 'feature'),
            sum(contribution),
            max(predicted_spend_30d),
            max(abs(contribution)) filter (where part = 'rest')
        from marts.customer_predictions
        left join marts.customer_explanations using (customer_id, cutoff_date)
        group by customer_id
        """,
    )
    assert len(rows) == 2469
    for features, total, predicted, _ in rows:
        assert features == SHOWN
        assert total == pytest.approx(predicted, abs=0.005)
    # Eight features say most of it: what is left over is no dump.
    assert np.median([rest / max(predicted, 1) for *_, predicted, rest in rows]) < 0.5


def test_the_rest_is_what_the_other_features_contribute(sample, monkeypatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    rows = read_scoring_rows().head(200)
    model = bundle.load(bundle.current_folder())
    features = model.model.signature.encode(rows)
    predicted = model.model.predict_features(features)[:, 0]
    table, importance = contributions(model, rows, features, predicted)
    base, parts = model.model.explain(features)
    others = np.sort(np.abs(parts), axis=1)[:, :-SHOWN]
    rest = table[table["position"] == SHOWN + 1]["contribution"].to_numpy()
    assert (np.abs(rest) <= others.sum(axis=1) + 1e-3).mean() > 0.95
    assert table[table["position"] == 0]["contribution"].to_numpy() == pytest.approx(base)
    assert importance["share"].sum() == pytest.approx(1)


def test_importance_is_said_in_words(sample) -> None:
    rows = query(
        sample.data_dir,
        "select feature, direction, in_words from marts.feature_importance "
        "order by mean_absolute_contribution desc limit 5",
    )
    for feature, _, in_words in rows:
        assert "moves a forecast by $" in in_words
        assert feature not in in_words
    assert "raises" in {direction for _, direction, _ in rows}


def test_dependence_rises_with_what_matters_most(sample, monkeypatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    rows = read_scoring_rows()
    model = bundle.load(bundle.current_folder())
    features = model.model.signature.encode(rows)
    predicted = model.model.predict_features(features)[:, 0]
    _, importance = contributions(model, rows, features, predicted)
    names = main_inputs(importance, features)
    assert len(names) == 8
    curves = partial_dependence(model, rows, names[:1])
    assert curves["feature_value"].is_monotonic_increasing
    assert curves["predicted_spend_30d"].iloc[-1] > curves["predicted_spend_30d"].iloc[0]
    words = with_words(importance, {names[0]: "Net spend. In currency."})
    assert words["in_words"].iloc[0].startswith("Net spend: moves a forecast by $")


def test_missing_values_stay_missing_in_an_explanation(sample, monkeypatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(sample.data_dir))
    rows = read_scoring_rows().head(5).assign(rhythm_gap_days_median=np.nan)
    model = bundle.load(bundle.current_folder())
    features = model.model.signature.encode(rows)
    predicted = model.model.predict_features(features)[:, 0]
    table, _ = contributions(model, rows, features, predicted)
    shown = table[table["feature"] == "rhythm_gap_days_median"]
    assert shown["feature_value"].isna().all()
    assert isinstance(table, pd.DataFrame)
