"""The rows that are looked at: the newest cutoff whose target is known, a row a customer.

One cutoff only: a customer's rows of several cutoffs resemble each other, and would make every
interval too narrow.
"""

from data.formatting import counted

MOST_CUSTOMERS = 20_000

NEWEST = """newest as (
    select *
    from marts.customer_features
    where
        cutoff_date = (
            select max(cutoff_date)
            from marts.customer_features
            where future_spend_30d is not null
        )
)"""

# For what compares every input with every customer. Above that many customers, as many are drawn
# by a hash: the same ones each time.
DRAWN = f"""{NEWEST},

drawn as (
    select *
    from newest
    qualify row_number() over (order by md5(customer_id), customer_id) <= {MOST_CUSTOMERS}
)"""

# The same customers at the cutoffs of the backtest too: 30 days apart, so no two targets overlap.
# Of these only one at a time is looked at, to see whether what holds at the newest held before.
SPACED = f"""{DRAWN},

spaced as (
    select *
    from drawn
    union all by name
    select earlier.*
    from marts.backtest_features as earlier
    semi join drawn using (customer_id)
    where
        earlier.cutoff_date < (select max(cutoff_date) from drawn)
        and earlier.future_spend_30d is not null
)"""


def drawn_of(customers: int) -> str:
    """Return how many customers are compared, and of how many, in words."""
    if customers <= MOST_CUSTOMERS:
        return counted(customers, "customer")
    return f"{MOST_CUSTOMERS:,} of {counted(customers, 'customer')}, drawn by chance,"
