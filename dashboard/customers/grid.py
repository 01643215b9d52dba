"""The grid of customers: its columns, and how a row reads."""

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from typing import Any

import dash_ag_grid as dag

from dashboard.labels import label, written
from dashboard.store.customers import COLUMNS
from dashboard.urls import customer_url
from data.formatting import currency, day, money

NAMES = {
    "customer_id": "Customer",
    "first_name": "First name",
    "rfm_segment": "Segment",
    "predicted_spend_30d": "Expected spend, next 30 days",
    "predicted_spend_30d_low": "80 % interval, from",
    "predicted_spend_30d_high": "80 % interval, to",
    "predicted_spend_30d_median": "Typical spend, next 30 days",
    "purchase_probability_30d": "Chance of a purchase, next 30 days",
    "loyalty_status": "Loyalty status",
    "segment_id": "Segment of the retailer",
    "customer_since": "Registered",
    "has_little_history": "Little history",
}
TEXTS = {
    *("customer_id", "first_name", "rfm_segment", "category_top_365d", "channel_top_365d"),
    *("store_home_id", "store_home_region", "loyalty_status", "segment_id", "customer_since"),
    "has_little_history",
}
USUAL = (
    *("customer_id", "first_name", "rfm_segment", "predicted_spend_30d"),
    *("purchase_probability_30d", "rfm_spend_30d", "rfm_recency_days", "category_top_365d"),
    *("store_home_id", "loyalty_status"),
)
MONEY = {name for name in COLUMNS if "spend_30d" in name and not name.startswith("trend_")} | {
    name for name in COLUMNS if name.startswith(("rfm_spend", "rfm_average"))
}
PAGE_SIZE = 50
FIGURE = {"type": "rightAligned", "sortingOrder": ["desc", "asc"]}
# In pixels, where it is not the usual width of a column.
NARROW = {"customer_id": 120, "rfm_segment": 145, "category_top_365d": 150, "customer_since": 150}


def usual_columns(filled: Container[str]) -> tuple[str, ...]:
    """Return the columns shown at first: those of use to most, as far as they hold values."""
    return tuple(name for name in USUAL if name in filled or name == "customer_id")


def column_name(column: str) -> str:
    """Return what a column of `marts.customers` is called in the grid."""
    return NAMES.get(column) or label(column)


def column_head(column: str) -> str:
    """Return the head of a column in a CSV file: there, amounts stand without their currency."""
    return f"{column_name(column)} ({currency()})" if column in MONEY else column_name(column)


def row_texts(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a row of `list_customers` as the grid shows it, with the address of the customer."""
    texts = {name: cell(name, row[name]) for name in COLUMNS}
    return {**texts, "url": customer_url(row["customer_id"])}


def cell(column: str, value: Any) -> str:
    """Return a value with its unit; a dash for NULL."""
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, dt.date):
        text = day(value)
    elif column in MONEY:
        text = money(value, 2)
    elif column.startswith("purchase_probability") and value is not None:
        # Nothing in the future is certain.
        text = f"{min(max(round(100 * value), 1), 99)} %"
    elif column.startswith("trend_") and value is not None:
        text = f"× {value:.2f}"
    elif column == "channel_top_365d" and value:
        text = value.replace("_", " ")
    else:
        text = written(column, value)
    return text


def grid(
    shown: Sequence[str], sort: Sequence[tuple[str, str]], meanings: Mapping[str, str]
) -> dag.AgGrid:
    """Return the grid, which asks for its rows a page at a time.

    Args:
        shown: columns that can be seen at first.
        sort: (column, ``asc`` or ``desc``).
        meanings: column -> what it means, shown at its head.
    """
    directions = dict(sort)
    return dag.AgGrid(
        id="customers-grid",
        className="grid customers-grid",
        rowModelType="infinite",
        columnDefs=[
            {
                "field": name,
                "headerName": column_name(name),
                # What NULL means is for those who query the mart: here it is a dash.
                "headerTooltip": meanings.get(name, "").split(" NULL")[0],
                "hide": name not in shown,
                "sort": directions.get(name),
                "minWidth": NARROW.get(name, 125),
                "flex": 1,
                **({"sortingOrder": ["asc", "desc"]} if name in TEXTS else FIGURE),
                **({"cellRenderer": "CustomerLink"} if name == "customer_id" else {}),
            }
            for name in COLUMNS
        ],
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "filter": False,
            "wrapHeaderText": True,
            "autoHeaderHeight": True,
            "suppressHeaderMenuButton": True,
        },
        getRowId="params.data.customer_id",
        dashGridOptions={
            "pagination": True,
            "paginationPageSize": PAGE_SIZE,
            "paginationPageSizeSelector": [25, 50, 100],
            "cacheBlockSize": 100,
            "maxBlocksInCache": 10,
            "maxConcurrentDatasourceRequests": 1,
            "suppressCellFocus": False,
            "tooltipShowDelay": 400,
            "animateRows": False,
        },
        style={"height": "min(640px, 75vh)"},
    )
