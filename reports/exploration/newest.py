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
