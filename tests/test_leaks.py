"""Nothing after the cutoff may move a feature: rebuild from inputs that end at the cutoff."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.project import dbt, query

CUTOFF = "2017-10-28"
FEATURES = "select * exclude (future_spend_30d, future_orders_30d) from marts.customer_features"


@pytest.fixture(scope="module")
def truncated(sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the warehouse again from sales before the cutoff only."""
    data_dir = tmp_path_factory.mktemp("truncated")
    raw = shutil.copytree(sample.data_dir / "raw", data_dir / "raw")
    headers, lines = raw / "store_sales_header.parquet", raw / "store_sales_line_items.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"create table kept as from '{headers}' where transaction_date < date '{CUTOFF}'"
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
        as_of_date=CUTOFF,
        category_columns=categories,
    )
    return data_dir


def features(data_dir: Path) -> pd.DataFrame:
    """Return all features at the cutoff, by customer."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as con:
        rows = con.execute(f"{FEATURES} where cutoff_date = date '{CUTOFF}'").df()
    return rows.set_index("customer_id").sort_index()


def test_features_do_not_move_when_the_future_is_cut_off(sample, truncated: Path) -> None:
    whole, cut = features(sample.data_dir), features(truncated)
    assert len(whole) == 2452
    pd.testing.assert_frame_equal(whole, cut, check_exact=False, rtol=1e-12)


def test_the_truncated_rebuild_really_has_no_future(truncated: Path) -> None:
    ((last_sale,),) = query(
        truncated, "select max(sale_date)::varchar from intermediate.int_transactions"
    )
    ((known,),) = query(
        truncated,
        "select count(future_spend_30d) from marts.customer_features "
        f"where cutoff_date = date '{CUTOFF}'",
    )
    assert last_sale < CUTOFF
    assert known == 0
