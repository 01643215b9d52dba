"""Write a picture of every page of the dashboard, light and dark, into ``docs/images``.

``make screenshots``, of what ``DATA_DIR`` has published.
"""

import sys

from dashboard.generation import current
from data.paths import PROJECT_DIR, data_dir
from reports.browser import open_page
from reports.serving import served

IMAGES = PROJECT_DIR / "docs" / "images"
ADDED = '[["{day}","250.00",null,"in_store","{category}",false]]'
SECOND = 1_000


def main() -> int:
    """Take the pictures."""
    (who,) = current().query(
        """
        select customer_id, category_top_365d as category, features_cutoff_date - 12 as day
        from marts.customers
        where predicted_spend_30d is not null
        order by abs(purchase_probability_30d - 0.9), customer_id
        limit 1
        """
    )
    customer = f"customer={who['customer_id']}"
    added = ADDED.format(day=who["day"], category=who["category"])
    pages = {
        "overview": "/",
        "customers": "/customers",
        "customer": f"/customer?{customer}",
        "what-if": f"/what-if?{customer}",
        "what-happens": f"/what-happens?{customer}&add={added}",
        "new-customers": "/new-customers",
        "model": "/model",
        "data": "/data",
    }
    IMAGES.mkdir(exist_ok=True)
    with served(data_dir()) as address, open_page() as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for name, path in pages.items():
                page.goto(address + path)
                page.wait_for_selector("h2")
                page.wait_for_timeout(SECOND)
                page.screenshot(path=IMAGES / f"{name}-{scheme}.png")
                print(f"docs/images/{name}-{scheme}.png", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
