"""What the retailer knows of its customers beside their sales."""

from data.formatting import counted
from reports.exploration.numbers import share
from reports.page import Table
from reports.warehouse import Warehouse

KNOWN = """
select
    count(*) as customers,
    count_if(is_registered) as registered,
    count_if(rfm_orders_all > 0) as bought,
    count(first_name) as first_name,
    count(customer_since) as since,
    count(loyalty_status) as loyalty_status,
    count(segment_id) as segment,
    count(store_home_region) as region
from marts.customers
"""

NAMES = {
    "registered": "In the table of customers",
    "bought": "With a purchase",
    "first_name": "First name",
    "since": "Customer since",
    "loyalty_status": "Loyalty status",
    "segment": "Segment of the retailer",
    "region": "Region of the home store",
}


def known(warehouse: Warehouse) -> Table:
    """Return of how many customers each attribute is known."""
    found = warehouse.row(KNOWN)
    customers = found["customers"]
    return Table(
        ["Known", ">Customers", ">Share"],
        [
            [name, f"{found[column]:,}", share(found[column] / customers if customers else None)]
            for column, name in NAMES.items()
        ],
        f"What is known of {counted(customers, 'customer')}. Status and segment say what holds "
        "today, so they explain nothing of the past: only what a build recorded before a cutoff "
        "is an input at it.",
        KNOWN,
    )
