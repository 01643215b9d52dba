"""The rows that are looked at: the newest cutoff whose target is known, a row a customer.

One cutoff only: a customer's rows of several cutoffs resemble each other, and would make every
interval too narrow.
"""

MOST_CUSTOMERS = 20_000

# Above that many customers, as many are drawn by a hash: the same ones each time.
NEWEST = f"""newest as (
    select *
    from marts.customer_features
    where
        cutoff_date = (
            select max(cutoff_date)
            from marts.customer_features
            where future_spend_30d is not null
        )
    qualify row_number() over (order by md5(customer_id), customer_id) <= {MOST_CUSTOMERS}
)"""

# The same customers at the cutoffs of the backtest too: 30 days apart, so no two targets overlap.
# Of these only one at a time is looked at, to see whether what holds at the newest held before.
SPACED = f"""{NEWEST},

spaced as (
    select *
    from newest
    union all by name
    select earlier.*
    from marts.backtest_features as earlier
    semi join newest using (customer_id)
    where
        earlier.cutoff_date < (select max(cutoff_date) from newest)
        and earlier.future_spend_30d is not null
)"""
