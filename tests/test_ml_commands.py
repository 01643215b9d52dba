"""`python -m ml`: files in, files out, and sentences where something is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.paths import PROJECT_DIR
from ml.explain import SHOWN
from ml.files import read_rows
from ml.predict import predict_spend
from ml.warehouse import read_scoring_rows


def _ml(*arguments: str | Path, data_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ml", *map(str, arguments)],
        cwd=PROJECT_DIR,
        env={**os.environ, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def rows(small_run: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Return the rows of the scoring cutoff of the small drop."""
    monkeypatch.setenv("DATA_DIR", str(small_run))
    return read_scoring_rows()


def test_help_names_every_command(small_run: Path) -> None:
    printed = _ml("--help", data_dir=small_run).stdout
    for command in (
        *("evaluate", "train", "score", "predict", "explain"),
        *("score-on-spark", "hand-over-to-spark"),
    ):
        assert re.search(rf"\n    {command}\s", printed)
    assert "CSV or Parquet" in _ml("predict", "--help", data_dir=small_run).stdout


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_is_predicted_as_a_frame_is(
    small_run: Path, rows: pd.DataFrame, tmp_path: Path, suffix: str
) -> None:
    source, target = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"
    if suffix == "csv":
        rows.to_csv(source, index=False)
    else:
        rows.to_parquet(source, index=False)
    done = _ml("predict", source, target, data_dir=small_run)
    assert done.returncode == 0, done.stderr
    made = read_rows(target)
    assert made["customer_id"].tolist() == rows["customer_id"].tolist()
    assert made["predicted_spend_30d"].to_numpy() == pytest.approx(
        predict_spend(rows)["predicted_spend_30d"].to_numpy()
    )
    assert _ml("explain", source, target, data_dir=small_run).returncode == 0
    explained = read_rows(target)
    assert len(explained) == len(rows) * (SHOWN + 2)
    total = explained.groupby("customer_id")["contribution"].sum()
    assert total[made["customer_id"]].to_numpy() == pytest.approx(
        made["predicted_spend_30d"].to_numpy(), abs=1e-3
    )


def test_what_is_wrong_with_a_file_is_said_in_a_sentence(
    small_run: Path, rows: pd.DataFrame, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    for content, message in (
        (rows.drop(columns="rfm_spend_90d"), "feature rfm_spend_90d is missing"),
        (rows.assign(rfm_spend_90d="a lot"), "rfm_spend_90d must be a number, but is 'a lot'"),
        (rows.assign(rfm_orders_90d=-1), "rfm_orders_90d must not be negative"),
    ):
        content.to_csv(source, index=False)
        done = _ml("predict", source, target, data_dir=small_run)
        assert done.returncode == 1
        assert message in done.stderr
        assert "Traceback" not in done.stderr
        assert not target.exists()
    for wrong, message in (
        (("predict", tmp_path / "no.csv", target), "does not exist"),
        (("predict", source, tmp_path / "out.xlsx"), "must end with .csv or .parquet"),
        (("train",), "run `make build` first"),
    ):
        done = _ml(*wrong, data_dir=small_run if len(wrong) > 1 else tmp_path)
        assert done.returncode == 1
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_a_retailer_without_buyers_is_told_so(retailer: Path) -> None:
    with duckdb.connect(str(retailer / "warehouse.duckdb")) as con:
        con.execute("delete from marts.customer_features")
    done = _ml("train", data_dir=retailer)
    assert done.returncode == 1
    assert "no customer has a purchase" in done.stderr
    assert "Traceback" not in done.stderr
