"""Nothing after the cutoff may move a feature: rebuild from inputs that end at the cutoff."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.project import dbt, query

# The earliest labelled cutoff, one in between, and the newest.
CUTOFFS = ["2017-06-10", "2017-10-28", "2017-12-02"]
FEATURES = "select * exclude (future_spend_30d, future_orders_30d) from marts.customer_features"


@pytest.fixture(scope="module", params=CUTOFFS)
def cutoff(request: pytest.FixtureRequest) -> str:
    """Return the cutoff at which the inputs end."""
    return request.param


@pytest.fixture(scope="module")
def truncated(sample, cutoff: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the warehouse again from sales before the cutoff only."""
    data_dir = tmp_path_factory.mktemp("truncated")
    raw = shutil.copytree(sample.data_dir / "raw", data_dir / "raw")
    headers, lines = raw / "store_sales_header.parquet", raw / "store_sales_line_items.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"create table kept as from '{headers}' where transaction_date < date '{cutoff}'"
        )
        con.execute(
            f"create table kept_lines as from '{lines}' "
            "where transaction_id in (select transaction_id from kept)"
        )
        con.execute(f"copy kept to '{headers}'")
        con.execute(f"copy kept_lines to '{lines}'")
    # The same categories must have columns, or there is nothing to compare.
    categories = [
        name
        for (name,) in query(
            sample.data_dir,
            "select product_category from intermediate.int_categories order by category_rank",
        )
    ]
    dbt(
        "run",
        *("--select", "+customer_features"),
        data_dir=data_dir,
        as_of_date=cutoff,
        category_columns=categories,
    )
    return data_dir


def features(data_dir: Path, cutoff: str) -> pd.DataFrame:
    """Return all features at the cutoff, by customer."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as con:
        rows = con.execute(f"{FEATURES} where cutoff_date = date '{cutoff}'").df()
    return rows.set_index("customer_id").sort_index()


def test_features_do_not_move_when_the_future_is_cut_off(
    sample, truncated: Path, cutoff: str
) -> None:
    whole, cut = features(sample.data_dir, cutoff), features(truncated, cutoff)
    assert len(whole) > 2000
    # What fades is rounded to 1e-8 by interval, and the intervals are others.
    pd.testing.assert_frame_equal(whole, cut, check_exact=False, rtol=1e-12, atol=1e-6)


def test_the_truncated_rebuild_really_has_no_future(truncated: Path, cutoff: str) -> None:
    ((last_sale,),) = query(
        truncated, "select max(sale_date)::varchar from intermediate.int_transactions"
    )
    ((known,),) = query(
        truncated,
        "select count(future_spend_30d) from marts.customer_features "
        f"where cutoff_date = date '{cutoff}'",
    )
    assert last_sale < cutoff
    assert known == 0
