"""Pictures of every page of the dashboard, light and dark, of what ``DATA_DIR`` has published."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from dashboard.generation import Generation, current
from data.generations import NothingPublished
from data.paths import data_dir
from reports import places
from reports.browser import open_page
from reports.serving import served
from reports.warehouse import NothingToReport, Warehouse

SECOND = 1_000
# Somebody of whom much is known and little is certain: the chance of a purchase is about this.
CHANCE = 0.9


def write(warehouse: Warehouse) -> Iterator[Path]:
    """Take the pictures."""
    pages = addresses(published(warehouse))
    with served(data_dir()) as address, open_page() as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for name, path in pages.items():
                open_at(page, address + path)
                if name == "new-customers":
                    _send_the_template(page)
                picture = places.images() / f"{name}-{scheme}.png"
                page.screenshot(path=picture)
                yield picture


def published(warehouse: Warehouse) -> Generation:
    """Return the generation of which pictures are taken.

    Raises:
        NothingToReport: there is none, or one of other data; the message says what to run.
    """
    try:
        generation = current()
    except NothingPublished as error:
        raise NothingToReport(str(error)) from error
    # The id of a model is made of the data, too.
    if generation.manifest["model_id"] != warehouse.manifest["model_id"]:
        raise NothingToReport(
            "What is published is not of today's warehouse and model: run `make publish` first."
        )
    return generation


def addresses(generation: Generation, customer_id: str | None = None) -> dict[str, str]:
    """Return name -> address of each page.

    Args:
        generation: the published one.
        customer_id: of whom the pages on one customer tell; None for somebody fit for it.

    Raises:
        NothingToReport: nobody has a prediction.
    """
    who = _somebody(generation, customer_id)
    if who is None:
        raise NothingToReport("What is published has no predictions: run `make score` first.")
    customer = {"customer": who["customer_id"]}
    doubled = {"rfm_spend_30d": f"{who['doubled']:.2f}"}
    added = {"add": json.dumps([[*who["added"].values(), False]])}
    return {
        "overview": "/",
        "customers": "/customers",
        "customer": f"/customer?{urlencode(customer)}",
        "what-if": f"/what-if?{urlencode(customer | doubled)}",
        "what-happens": f"/what-happens?{urlencode(customer | added)}",
        "new-customers": "/new-customers",
        "model": "/model",
        "data": "/data",
    }


def _somebody(generation: Generation, customer_id: str | None) -> dict[str, Any] | None:
    """Return a customer, with a purchase to add and a spend to change; None without predictions."""
    rows = generation.query(
        """
        select
            customer_id,
            2 * greatest(rfm_spend_30d, 1)::double as doubled,
            {
                day: (features_cutoff_date - 12)::varchar,
                amount: (3 * coalesce(rfm_average_order_value_365d, 1))::decimal(18, 2)::varchar,
                store: null::varchar,
                channel: channel_top_365d,
                category: category_top_365d
            } as added
        from marts.customers
        where
            predicted_spend_30d is not null
            and ($customer_id is null or customer_id = $customer_id)
        order by
            rfm_spend_30d <= 0,
            abs(coalesce(purchase_probability_30d, 0) - $chance),
            customer_id
        limit 1
        """,
        {"chance": CHANCE, "customer_id": customer_id},
    )
    return rows[0] if rows else None


def open_at(page: Page, address: str) -> None:
    """Open a page of the dashboard and wait until it stands still."""
    page.goto(address)
    page.wait_for_selector("h2")
    page.wait_for_timeout(SECOND)


def _send_the_template(page: Page) -> None:
    """Predict the customers of the page's own example of a file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download a template").first.click()
    file = {
        "name": download.value.suggested_filename,
        "mimeType": "text/csv",
        "buffer": Path(download.value.path()).read_bytes(),
    }
    page.locator("input[type=file]").first.set_input_files(file)
    page.wait_for_timeout(SECOND)
    page.get_by_role("button", name="Predict").click()
    page.locator("#batch-result > *").first.wait_for()
    page.wait_for_timeout(SECOND)
