-- Every record that was read and not accepted, with the first rule that it breaks.
{% set verdicts = {
    'stores': 'stg_stores',
    'products': 'stg_products',
    'customer_details': 'stg_customer_details',
    'promotion_details': 'stg_promotion_details',
    'loyalty_rules': 'stg_loyalty_rules',
    'store_sales_header': 'stg_store_sales_header',
    'store_sales_line_items': 'int_line_items',
} %}
with

rejected as (

    {% for table, model in verdicts.items() -%}
        select
            '{{ table }}' as source_table,
            record_number,
            rejection_reason as reason
        from {{ ref(model) }}
        where rejection_reason is not null
        union all
    {% endfor -%}
    -- A header without an amount and without lines.
    select
        'store_sales_header' as source_table,
        headers.record_number,
        'missing_amount' as reason
    from {{ ref('stg_store_sales_header') }} as headers
    anti join {{ ref('int_transactions') }} as transactions
        on headers.transaction_id = transactions.transaction_id
    where headers.rejection_reason is null

),

raw_records as (

    {% for table in verdicts -%}
        select
            '{{ table }}' as source_table,
            records.record_number,
            coalesce(
                records.unreadable_text,
                {{ json_of('records', ['record_number'] + source_columns(table)) }}
            ) as raw_text
        from {{ source('raw', table) }} as records
        where
            records.record_number in (
                select rejected.record_number from rejected
                where rejected.source_table = '{{ table }}'
            )
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}

),

described as (

    select
        rejected.source_table,
        input_files.source_file,
        rejected.record_number,
        rejected.reason,
        raw_records.raw_text
    from rejected
    inner join {{ source('raw', 'input_files') }} as input_files
        on rejected.source_table = input_files.source_table
    left join raw_records
        on rejected.source_table = raw_records.source_table
        and rejected.record_number = raw_records.record_number

)

select * from described
