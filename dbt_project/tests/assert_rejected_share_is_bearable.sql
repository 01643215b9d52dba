-- No table may lose more than `max_rejected_share` of its rows. With a given as-of date, sales from then
-- on are rejected by intention (they and their lines), so they do not count.
with

rejected as (

    select
        source_table,
        record_number
    from {{ ref('rejected_rows') }}

),

{% if as_of_date() -%}
    later_headers as (

        select
            record_number,
            transaction_id
        from {{ ref('stg_store_sales_header') }}
        where
            rejection_reason = 'date_out_of_range'
            and transacted_at >= timestamp '{{ as_of_date() }}'

    ),

    intended as (

        select
            'store_sales_header' as source_table,
            record_number
        from later_headers
        union all
        select
            'store_sales_line_items' as source_table,
            lines.record_number
        from {{ ref('stg_store_sales_line_items') }} as lines
        semi join later_headers
            on lines.transaction_id = later_headers.transaction_id
        where lines.rejection_reason is null

    ),
{%- else -%}
    intended as (

        select * from rejected
        where false

    ),
{%- endif %}

lost as (

    select rejected.*
    from rejected
    anti join intended
        on rejected.source_table = intended.source_table
        and rejected.record_number = intended.record_number

)

select
    reconciliation.source_table,
    reconciliation.rows_read,
    count(*) as rows_lost
from {{ ref('source_reconciliation') }} as reconciliation
inner join lost
    on reconciliation.source_table = lost.source_table
group by reconciliation.source_table, reconciliation.rows_read
having count(*) > {{ var('max_rejected_share') }} * reconciliation.rows_read
