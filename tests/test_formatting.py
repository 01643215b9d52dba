"""How figures are written for people."""

import math

import pytest

from data.formatting import money, number, percent
from reports.documents.markdown import answer
from reports.exploration.numbers import change, share


@pytest.mark.parametrize("nothing", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_a_dash(nothing: float | None) -> None:
    assert [write(nothing) for write in (money, number, percent, share)] == ["–"] * 4


def test_infinity_in_an_answer_is_a_dash() -> None:
    lines = answer([{"share": math.inf}, {"share": math.nan}, {"share": -0.00001}, {"share": 0.5}])
    assert [line.strip("| ") for line in lines.splitlines()[2:]] == ["–", "–", "0.0000", "0.5000"]


def test_a_rounded_zero_has_no_sign() -> None:
    assert (percent(-0.001), number(-0.001), money(-0.001)) == ("0 %", "0.00", "$0")
    assert (share(-0.0001), change(-0.0001)) == ("0.0 %", "0.0 %")


def test_minus_is_a_minus_sign() -> None:
    assert (percent(-0.12), number(-1234.5, 1), money(-5)) == ("−12 %", "−1,234.5", "−$5")
