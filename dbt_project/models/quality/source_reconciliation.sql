-- Rows and money from file to warehouse, each side counted where it is used: read by a reader that is
-- not DuckDB, accepted in the models that all features are made from, rejected in the quarantine.
{% set small_tables = ['stores', 'products', 'customer_details', 'promotion_details', 'loyalty_rules'] %}
with

read as (

    select
        'store_sales_header' as source_table,
        sum(total_amount)::decimal(38, 2) as amount_read
    from {{ ref('stg_store_sales_header') }}
    union all
    select
        'store_sales_line_items' as source_table,
        sum(line_item_amount)::decimal(38, 2) as amount_read
    from {{ ref('stg_store_sales_line_items') }}

),

accepted as (

    {% for table in small_tables -%}
        select
            '{{ table }}' as source_table,
            count(*) as rows_accepted,
            null as amount_accepted
        from {{ ref('stg_' ~ table) }}
        where rejection_reason is null
        union all
    {% endfor -%}
    select
        'store_sales_header' as source_table,
        count(*) as rows_accepted,
        coalesce(sum(amount) filter (where not is_amount_from_lines), 0)::decimal(38, 2) as amount_accepted
    from {{ ref('int_transactions') }}
    union all
    select
        'store_sales_line_items' as source_table,
        count(*) as rows_accepted,
        coalesce({{ from_cents('sum(amount_cents)') }}, 0)::decimal(38, 2) as amount_accepted
    from {{ ref('int_line_items') }}
    where rejection_reason is null

),

amounts as (

    select
        'store_sales_header' as source_table,
        record_number,
        total_amount as amount
    from {{ ref('stg_store_sales_header') }}
    union all
    select
        'store_sales_line_items' as source_table,
        record_number,
        line_item_amount as amount
    from {{ ref('stg_store_sales_line_items') }}

),

rejected as (

    select
        rows.source_table,
        count(*) as rows_rejected,
        coalesce(sum(amounts.amount), 0)::decimal(38, 2) as amount_rejected
    from {{ ref('rejected_rows') }} as rows
    left join amounts
        on rows.source_table = amounts.source_table
        and rows.record_number = amounts.record_number
    group by rows.source_table

),

reconciled as (

    select
        input_files.source_table,
        input_files.source_file,
        input_files.rows_read,
        accepted.rows_accepted,
        coalesce(rejected.rows_rejected, 0) as rows_rejected,
        input_files.rows_read - accepted.rows_accepted - coalesce(rejected.rows_rejected, 0) as difference,
        read.amount_read,
        accepted.amount_accepted,
        case when read.amount_read is not null then coalesce(rejected.amount_rejected, 0) end
            as amount_rejected,
        (read.amount_read - accepted.amount_accepted - coalesce(rejected.amount_rejected, 0))::decimal(38, 2)
            as amount_difference
    from {{ source('raw', 'input_files') }} as input_files
    inner join accepted
        on input_files.source_table = accepted.source_table
    left join read
        on input_files.source_table = read.source_table
    left join rejected
        on input_files.source_table = rejected.source_table

)

select * from reconciled
