"""How figures are written for people."""

import math

import duckdb
import pytest

from data.formatting import money, number, percent
from data.paths import PROJECT_DIR
from reports.documents.markdown import answer
from reports.exploration.numbers import change, share


@pytest.mark.parametrize("nothing", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_a_dash(nothing: float | None) -> None:
    assert [write(nothing) for write in (money, number, percent, share)] == ["–"] * 4


def test_infinity_in_an_answer_is_a_dash() -> None:
    lines = answer([{"share": math.inf}, {"share": math.nan}, {"share": -0.00001}, {"share": 0.5}])
    assert [line.strip("| ") for line in lines.splitlines()[2:]] == ["–", "–", "0.0", "0.5"]


def test_a_rounded_zero_has_no_sign() -> None:
    assert (percent(-0.001), number(-0.001), money(-0.001)) == ("0 %", "0.00", "$0")
    assert (share(-0.0001), change(-0.0001)) == ("0.0 %", "0.0 %")


def test_minus_is_a_minus_sign() -> None:
    assert (percent(-0.12), number(-1234.5, 1), money(-5)) == ("−12 %", "−1,234.5", "−$5")


def test_shares_of_categories_that_sold_nothing_on_the_whole_are_no_infinity() -> None:
    question = PROJECT_DIR / "reports/documents/questions/10_which_categories_sell_most.sql"
    connection = duckdb.connect()
    connection.execute(
        """
        create schema marts;
        create table marts.daily_sales as
        select * from (values
            (date '2024-01-01', 'a', 5.0::double), (date '2024-01-02', 'b', -5.0)
        ) as sales (sale_date, product_category, spend)
        """
    )
    rows = connection.execute(question.read_text(encoding="utf-8")).df()
    assert rows["share"].isna().all()
