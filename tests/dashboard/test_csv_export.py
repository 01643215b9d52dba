"""A file that a spreadsheet opens must not run what stands in it."""

import csv
import io
from decimal import Decimal

import pytest

from dashboard.csv_export import BLOCK, csv_lines, inert


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1+cmd",
        "-1+cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        '=HYPERLINK("http://x","y")',
        "-",
        "+-1",
        "-١",
        "-inf",
    ],
)
def test_what_would_be_a_formula_becomes_text(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-12.5, -12.5),
        (-1e-7, -1e-7),
        (Decimal("-1.20"), Decimal("-1.20")),
        ("-3", "-3"),
        ("+49.5", "+49.5"),
        ("Anna", "Anna"),
        ("a=b", "a=b"),
        (None, None),
        (0, 0),
        ("", ""),
    ],
)
def test_numbers_and_names_stay_as_they_are(value: object, cell: object) -> None:
    assert inert(value) == cell


def test_a_reader_of_csv_gets_back_what_was_written() -> None:
    rows = [["a,b", 'say "x"'], ["two\nlines", "Zoë"], [None, -1.5]]
    text = "".join(csv_lines(["one", "=two"], rows))
    assert text.encode().startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [
        ["one", "'=two"],
        ["a,b", 'say "x"'],
        ["two\nlines", "Zoë"],
        ["", "-1.5"],
    ]


def test_blocks_are_made_one_by_one() -> None:
    def endless():
        while True:
            yield ["x"]

    blocks = csv_lines(["head"], endless())
    assert [next(blocks), next(blocks)] == ["\ufeffhead\r\n", "x\r\n" * BLOCK]
