"""BG/NBD and Gamma-Gamma: the papers' figures, made-up customers, and the edges."""

from dataclasses import astuple
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from ml import buy_till_you_die as btyd
from ml.buy_till_you_die import BuyTillYouDie, History

TRUE = BuyTillYouDie(r=0.8, alpha=20.0, a=0.8, b=2.5, p=3.0, q=4.0, gamma=30.0)


def _rows(n: object, age: object, recency: object, spend: object) -> pd.DataFrame:
    names = ("rfm_active_days_all", "rfm_tenure_days", "rfm_recency_days", "rfm_spend_all")
    return pd.DataFrame(dict(zip(names, (n, age, recency, spend), strict=True)))


def _cdnow(name: str) -> np.ndarray:
    """Return the columns but the id. The package only brings the file, and is not imported."""
    (package,) = find_spec("lifetimes").submodule_search_locations
    return pd.read_csv(Path(package, "datasets", name), index_col=0).to_numpy(dtype=float).T


def test_published_purchases_of_cdnow() -> None:
    x, t_x, age = _cdnow("cdnow_customers_summary.csv")
    assert len(x) == 2357
    weeks = History(x, t_x, age)
    found = btyd.fit_purchases(weeks)
    assert found == pytest.approx((0.243, 4.414, 0.793, 2.426), rel=0.005)
    assert btyd.purchase_log_likelihood(found, weeks).sum() == pytest.approx(-9582.4, abs=0.05)
    customer = History(*np.array([[2], [30.43], [38.86]]))
    assert btyd.expected_purchases(found, customer, 39) == pytest.approx(1.226, abs=5e-4)
    in_seconds = btyd.fit_purchases(History(x, 604_800 * t_x, 604_800 * age))
    assert in_seconds == pytest.approx(np.multiply(found, [1, 604_800, 1, 1]), rel=1e-4)


def test_published_spend_of_cdnow() -> None:
    x, _, _, mean_spend = _cdnow("cdnow_customers_summary_with_transactions.csv")
    came_back = x > 0
    assert came_back.sum() == 946
    found = btyd.fit_spend(x[came_back], mean_spend[came_back])
    assert found == pytest.approx((6.25, 3.74, 15.45), rel=0.005)


@pytest.fixture(scope="module")
def made_up() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return customers who live by the model, and what they buy and spend in the next 30 days."""
    random, size = np.random.default_rng(30), 40_000
    rate, leaves = random.gamma(TRUE.r, 1 / TRUE.alpha, size), random.beta(TRUE.a, TRUE.b, size)
    mean_spend = TRUE.p / random.gamma(TRUE.q, 1 / TRUE.gamma, size)
    age = random.integers(1, 500, size)
    now, x, t_x, future = np.zeros((4, size))
    while (now <= age + 30).any():
        now += random.exponential(1 / rate)
        x += now <= age
        t_x = np.where(now <= age, now, t_x)
        future += (now > age) & (now <= age + 30)
        # They leave after a purchase, but not after the first, which is at 0.
        now[random.random(size) < leaves] = np.inf
    spend = random.gamma(TRUE.p * (x + 1), mean_spend / TRUE.p)
    return _rows(x + 1, age, age - t_x, spend), future, future * mean_spend


def test_parameters_of_made_up_customers_are_found_again(made_up) -> None:
    found = BuyTillYouDie.fit(made_up[0])
    assert astuple(found) == pytest.approx(astuple(TRUE), rel=0.1)
    assert found == BuyTillYouDie.fit(made_up[0])


def test_predictions_agree_with_what_made_up_customers_do_next(made_up) -> None:
    rows, future, future_spend = made_up
    misses = pd.DataFrame(
        {
            "purchases": TRUE.expected_purchase_days(rows) - future,
            "probability": TRUE.purchase_probability(rows) - (future > 0),
            "spend": TRUE.expected_spend(rows) - future_spend,
        }
    )
    by_count = misses.groupby(pd.cut(rows["rfm_active_days_all"], [0, 1, 2, 4, 9, np.inf]))
    by_recency = misses.groupby(pd.cut(rows["rfm_recency_days"], [0, 7, 30, 90, 500]))
    for groups in (by_count, by_recency):
        assert groups.size().min() > 1000
        assert (groups.mean().abs() < 4 * groups.sem()).all(axis=None)


@pytest.mark.parametrize("a", [0.01, 0.5, 1.0, 1 + 1e-7, 3.0, 20.0])
@pytest.mark.parametrize("b", [0.5, 40.0])
@pytest.mark.parametrize("x", [0.0, 7.0, 400.0])
def test_the_formula_is_the_mean_over_chances_of_leaving(a: float, b: float, x: float) -> None:
    parameters, history = (2.0, 3.0, a, b), History(*np.array([[x], [min(x, 11)], [12]]))
    found = btyd.expected_purchases(parameters, history, 30)
    alive = btyd.purchase_probability(parameters, history, 1e300)  # who lives will buy some day
    # Who is alive, buys at a known rate and leaves with chance p buys (1 - exp(-p rate 30)) / p.
    p = np.maximum(beta.ppf((np.arange(10_000) + 0.5) / 10_000, a, b + x), 1e-300)
    assert found == pytest.approx(alive * np.mean(-np.expm1(-(2 + x) * np.log1p(2 * p)) / p), 1e-3)


MANY = np.arange(1, 51)
DEGENERATE = {
    "nobody came back": (_rows(1, MANY, MANY, 5 * MANY), 0, 0),
    "one customer, once": (_rows([1], [40], [40], [20]), 0, 0),
    "one customer, often": (_rows([5], [40], [1], [100]), 3, 60),
    "all alike": (_rows([5] * 9, 40, 1, 100.0), 3, 60),
    "every day, equal spend": (_rows(MANY, MANY, 1, 7 * MANY), 29, 203),
    "all left after the second": (_rows(2, 1000, 900 + MANY, 5 * MANY), 0, 0),
    "all brought back": (_rows(5, 40, 1, -MANY), 3, 0),
    "all for nothing": (_rows(5, 40, 1, [Decimal(0)] * 9), 3, 0),
    "no mean spend": (_rows(5, 40, 1, 4.0**MANY), 3, 3 * 4.0**MANY / 5),
}


@pytest.mark.parametrize(("rows", "days", "spend"), DEGENERATE.values(), ids=DEGENERATE)
def test_degenerate_customers(rows: pd.DataFrame, days: float, spend: float | np.ndarray) -> None:
    model = BuyTillYouDie.fit(rows)
    assert all(type(value) is float and np.isfinite(value) for value in astuple(model))
    assert model.expected_purchase_days(rows) == pytest.approx(days, rel=0.07, abs=1e-3)
    assert model.expected_spend(rows) == pytest.approx(spend, rel=0.07, abs=1e-2)


def test_no_customers_are_an_error_to_fit_and_no_predictions() -> None:
    nobody = _rows([], [], [], [])
    with pytest.raises(ValueError, match="no customer"):
        BuyTillYouDie.fit(nobody)
    assert TRUE.expected_spend(nobody).shape == (0,)


def test_predictions_are_possible_whatever_the_customers() -> None:
    random, size = np.random.default_rng(30), 200
    for trial in range(300):
        r, alpha, a, b = np.exp(random.uniform(np.log(1e-3), np.log([20, 1e4, 20, 1e3])))
        if trial % 2:  # wholes and halves are where hyp2f1 breaks down
            r, a, b = np.ceil(2 * np.array([r, a, b])) / 2
        model = BuyTillYouDie(r, alpha, a, b, *random.uniform(1.01, 9, 3))
        n = 1 + np.floor(np.exp(random.uniform(-1, 14, size)))
        age = np.ceil(np.exp(random.uniform(0, 8, size)))
        rows = _rows(n, age, np.ceil(age * random.random(size)), random.normal(0, 1e4, size))
        for days in (1, 30, 3650):
            bought = model.expected_purchase_days(rows, days)
            spend = model.expected_spend(rows, days)
            likely = model.purchase_probability(rows, days)
            assert np.isfinite([bought, spend, likely]).all()
            assert min(bought.min(), spend.min(), likely.min(), 1 - likely.max()) >= 0
            assert (bought <= (r + n - 1) * days / (alpha + age) * (1 + 1e-9)).all()
