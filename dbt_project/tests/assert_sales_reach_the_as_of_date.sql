{{ config(severity='warn') }}
-- Sales are known until the as-of date. Where they end more than a week before it, the last targets count
-- days without data as days without purchases.
select
    max(transactions.sale_date) as newest_date,
    any_value(cutoffs.cutoff_date) as as_of_date
from {{ ref('int_transactions') }} as transactions
cross join {{ ref('int_cutoffs') }} as cutoffs
where cutoffs.is_scoring
having max(transactions.sale_date) + 7 < any_value(cutoffs.cutoff_date)
