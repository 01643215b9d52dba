"""Customers from a file are treated as those of the warehouse."""

import base64
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from dashboard.generation import Generation
from dashboard.new_customers.batch import (
    HEADERS,
    LINES,
    Batch,
    NotReadable,
    predict_batch,
    template,
)
from tests.dashboard.conftest import SCREENSHOTS

CUSTOMERS = ("1228", "55", "1609", "2")
HEAD = "transaction_id,customer_id,store_id,transaction_date,total_amount,customer_phone,channel\n"


def _sent(text: str | bytes) -> str:
    content = text.encode() if isinstance(text, str) else text
    return "data:text/csv;base64," + base64.b64encode(content).decode()


def _predicted(generation: Generation, headers: str, lines: str | None = None) -> Batch:
    return predict_batch(generation, _sent(headers), _sent(lines) if lines else None)


def _exported(data_dir: Path, folder: Path) -> tuple[str, str]:
    """Write the sales of some customers as CSV, under other ids."""
    with duckdb.connect() as con:
        con.execute(
            f"""
            copy (
                select * replace ('NEW-' || customer_id as customer_id)
                from '{data_dir / "raw"}/store_sales_header.parquet'
                where customer_id in {CUSTOMERS}
            ) to '{folder}/headers.csv'
            """
        )
        con.execute(
            f"""
            copy (
                from '{data_dir / "raw"}/store_sales_line_items.parquet' as lines
                where transaction_id in (
                    select transaction_id from '{data_dir / "raw"}/store_sales_header.parquet'
                    where customer_id in {CUSTOMERS}
                )
            ) to '{folder}/lines.csv'
            """
        )
    return (folder / "headers.csv").read_text(), (folder / "lines.csv").read_text()


def test_the_same_sales_give_the_same_predictions(
    generation: Generation, sample, tmp_path: Path
) -> None:
    made = _predicted(generation, *_exported(sample.data_dir, tmp_path))
    assert made.rejected == {}
    assert [row["customer_id"] for row in made.customers] == sorted(f"NEW-{c}" for c in CUSTOMERS)
    known = {
        row["customer_id"]: row
        for row in generation.query(
            "select customer_id, predicted_spend_30d from marts.customers "
            "where customer_id in (select unnest($ids))",
            {"ids": list(CUSTOMERS)},
        )
    }
    for row in made.customers:
        expected = known[row["customer_id"].removeprefix("NEW-")]["predicted_spend_30d"]
        assert row["predicted_spend_30d"] == pytest.approx(expected, rel=0.01)


def test_every_record_is_predicted_from_or_has_a_reason(generation: Generation) -> None:
    made = _predicted(
        generation,
        HEAD
        + "T1,A,309,2017-11-05,25.90,,in_store\n"
        + "T2,B,309,2017-13-05,25.90,,in_store\n"
        + "T3,B,309,2018-01-01,25.90,,in_store\n"
        + "T4,,309,2017-11-05,25.90,,in_store\n"
        + "T5,A\n"
        + "T6,C,309,2017-11-05,$5,,fax\n",
        "line_item_id,transaction_id,product_id,promotion_id,quantity,line_item_amount\n"
        "L1,T1,P,,1,25.90\nL2,T9,P,,1,1.00\n",
    )
    assert made.rejected == {
        (HEADERS, "invalid_date"): 1,
        (HEADERS, "date_out_of_range"): 1,
        (HEADERS, "malformed_row"): 1,
        (HEADERS, "invalid_amount"): 1,
        (LINES, "orphan_line"): 1,
    }
    assert made.anonymous == 1
    assert made.records == {HEADERS: 6, LINES: 2}
    reasons = {row["customer_id"]: row["reason"] for row in made.customers}
    assert reasons == {
        "A": None,
        "B": "no accepted purchase before Mon 1 Jan 2018",
        "C": "no accepted purchase before Mon 1 Jan 2018",
    }
    assert any("“unknown”" in text for text in made.remarks)


def test_customers_are_those_of_the_cleaned_ids(generation: Generation) -> None:
    made = _predicted(
        generation,
        HEAD
        + "T1,Jose\u0301,309,2017-11-05,25.90,,in_store\n"
        + "T2,José,309,2017-11-06,25.90,,in_store\n"
        + "T3, N/A ,309,2017-11-06,25.90,,in_store\n",
    )
    assert [(row["customer_id"], row["sales"]) for row in made.customers] == [("José", 2)]
    assert made.customers[0]["reason"] is None
    assert made.anonymous == 1
    assert "Without line items" in made.remarks[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        (HEAD, "holds 0 records"),
        ("a;b\n1;2\n", "its first line must name"),
        ("PK\x03\x04rest", "spreadsheet"),
        (HEAD.replace("total_amount", "amount") + "T1,A,1,2017-01-01,5,,\n", "total_amount"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(
    generation: Generation, content: str, words: str
) -> None:
    with pytest.raises(NotReadable, match=words) as caught:
        _predicted(generation, content)
    assert "/" not in str(caught.value).replace("csv/", "")


@pytest.mark.parametrize("sent", ["", "x", "data:text/csv;base64,%%%", "data:,é"])
def test_what_no_browser_sends_gets_a_sentence(generation: Generation, sent: str) -> None:
    with pytest.raises(NotReadable, match="choose the file again"):
        predict_batch(generation, sent, None)


def test_the_templates_are_accepted(generation: Generation) -> None:
    headers, lines = template(HEADERS, "2017-11-20", "2017-12-20"), template(LINES, "", "")
    made = _predicted(generation, headers, lines)
    assert made.rejected == {}
    assert [row["sales"] for row in made.customers] == [2]


def test_upload_predict_and_download(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/new-customers")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_text("Choose a file of sales first")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download a template").first.click()
    assert Path(download.value.path()).read_text().startswith("transaction_id,customer_id")

    path = tmp_path / "sales.csv"
    path.write_text(HEAD + "T1,=1+1,309,2017-11-05,25.90,,in_store\nT2,<b>x</b>,309,soon,1,,\n")
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_text("sales.csv", exact=True)).to_be_visible()
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_text("Customers predicted")).to_be_visible()
    expect(page.get_by_role("cell", name="<b>x</b>")).to_be_visible()
    expect(page.get_by_role("cell", name="Invalid date")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "new-customers.png", full_page=True)
    with page.expect_download() as download:
        page.get_by_role("button", name="Result as CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("customer_id,sales,predicted_spend_30d")
    assert lines[2].startswith("'=1+1,1,")
