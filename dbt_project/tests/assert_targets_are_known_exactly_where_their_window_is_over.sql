-- A target is there when its 30 days lie before the scoring cutoff, and is NULL, never 0, when not.
select
    customer_id,
    cutoff_date,
    future_spend_30d
from {{ ref('int_customer_features') }}
where
    (cutoff_date + 30 <= (select max(cutoff_date) from {{ ref('int_cutoffs') }}))
    != (future_spend_30d is not null and future_orders_30d is not null)
