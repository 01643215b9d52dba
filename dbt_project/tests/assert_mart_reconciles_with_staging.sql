-- To the cent: what customers spent before the scoring cutoff, as the mart has it, is what the accepted
-- headers of identified customers in staging add up to (a header without an amount counts its lines).
with

lines as (

    select
        staged_lines.transaction_id,
        sum(staged_lines.line_item_amount) as amount
    from {{ ref('stg_store_sales_line_items') }} as staged_lines
    semi join {{ ref('stg_store_sales_header') }} as unpriced
        on staged_lines.transaction_id = unpriced.transaction_id
        and unpriced.total_amount is null
    anti join {{ ref('int_repeated_line_items') }} as repeated
        on staged_lines.record_number = repeated.record_number
    where staged_lines.rejection_reason is null
    group by staged_lines.transaction_id

),

staged as (

    select coalesce(sum(coalesce(headers.total_amount, lines.amount)), 0) as amount
    from {{ ref('stg_store_sales_header') }} as headers
    left join lines
        on headers.transaction_id = lines.transaction_id
    where headers.rejection_reason is null

),

-- Sales that are in no customer's features: anonymous, or of a customer who only ever returned.
not_on_spine as (

    select coalesce(sum(transactions.amount), 0) as amount
    from {{ ref('int_transactions') }} as transactions
    left join {{ ref('int_customer_cutoffs') }} as spine
        on transactions.customer_id = spine.customer_id
        and spine.cutoff_date = (select max(cutoff_date) from {{ ref('int_cutoffs') }})
    where spine.customer_id is null

),

mart as (

    select coalesce(sum(rfm_spend_all), 0) as amount
    from {{ ref('customer_features') }}
    where cutoff_date = (select max(cutoff_date) from {{ ref('int_cutoffs') }})

)

select
    staged.amount as staged_amount,
    mart.amount as mart_amount,
    not_on_spine.amount as amount_not_on_spine
from staged
cross join mart
cross join not_on_spine
where staged.amount != mart.amount + not_on_spine.amount
