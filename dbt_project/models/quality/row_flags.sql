-- What was accepted although something is odd about it, a row a record and oddity.
with

customers as {{ not_materialized() }} (

    select * from {{ ref('stg_customer_details') }}
    where rejection_reason is null

),

stores as (

    select * from {{ ref('stg_stores') }}
    where rejection_reason is null

),

products as (

    select * from {{ ref('stg_products') }}
    where rejection_reason is null

),

promotions as (

    select * from {{ ref('stg_promotion_details') }}
    where rejection_reason is null

),

headers as (

    select headers.*
    from {{ ref('stg_store_sales_header') }} as headers
    semi join {{ ref('int_transactions') }} as accepted
        on headers.record_number = accepted.record_number
    where headers.rejection_reason is null

),

transactions as (

    select * from {{ ref('int_transactions') }}

),

line_totals as (

    select
        transaction_number,
        {{ from_cents('sum(amount_cents)') }} as amount
    from {{ ref('int_line_items') }}
    where rejection_reason is null
    group by transaction_number

),

sales as (

    select
        transactions.transaction_id,
        transactions.customer_id is null as is_anonymous,
        transactions.customer_id is not null and customers.customer_id is null as is_customer_unknown,
        stores.store_id is null as is_store_unknown,
        line_totals.transaction_number is null as is_without_lines,
        coalesce(
            not transactions.is_amount_from_lines and abs(transactions.amount - line_totals.amount) > 0.01,
            false
        ) as is_total_different,
        transactions.amount = 0 as is_amount_zero
    from transactions
    left join customers
        on transactions.customer_id = customers.customer_id
    left join stores
        on transactions.store_id = stores.store_id
    left join line_totals
        on transactions.record_number = line_totals.transaction_number

),

lines as (

    select
        lines.record_number,
        lines.line_item_id,
        products.product_id is null as is_product_unknown,
        lines.promotion_id is not null and promotions.promotion_id is null as is_promotion_unknown,
        coalesce(lines.quantity = 0, false) as is_quantity_zero,
        lines.line_item_amount = 0 as is_amount_zero
    from {{ ref('stg_store_sales_line_items') }} as lines
    left join products
        on lines.product_id = products.product_id
    left join promotions
        on lines.promotion_id = promotions.promotion_id
    where lines.rejection_reason is null

),

-- Few lines are odd: only those are looked up among the accepted ones.
odd_lines as (

    select lines.*
    from lines
    semi join {{ ref('int_line_items') }} as accepted
        on lines.record_number = accepted.record_number
        and accepted.rejection_reason is null
    where
        lines.is_product_unknown
        or lines.is_promotion_unknown
        or lines.is_quantity_zero
        or lines.is_amount_zero

),

{% set flags = [
    ('customer_details', 'customers', 'customer_id', 'has_unreadable_value', 'unreadable_value'),
    ('stores', 'stores', 'store_id', 'has_unreadable_value', 'unreadable_value'),
    ('products', 'products', 'product_id', 'has_unreadable_value', 'unreadable_value'),
    ('promotion_details', 'promotions', 'promotion_id', 'has_unreadable_value', 'unreadable_value'),
    ('customer_details', 'customers', 'customer_id', 'is_phone_a_number', 'phone_as_number'),
    ('store_sales_header', 'headers', 'transaction_id', 'is_phone_a_number', 'phone_as_number'),
    ('store_sales_header', 'sales', 'transaction_id', 'is_anonymous', 'anonymous_sale'),
    ('store_sales_header', 'sales', 'transaction_id', 'is_customer_unknown', 'unknown_customer'),
    ('store_sales_header', 'sales', 'transaction_id', 'is_store_unknown', 'unknown_store'),
    ('store_sales_header', 'sales', 'transaction_id', 'is_without_lines', 'header_without_lines'),
    ('store_sales_header', 'sales', 'transaction_id', 'is_total_different', 'header_total_differs'),
    ('store_sales_header', 'sales', 'transaction_id', 'is_amount_zero', 'zero_amount'),
    ('store_sales_line_items', 'odd_lines', 'line_item_id', 'is_product_unknown', 'unknown_product'),
    ('store_sales_line_items', 'odd_lines', 'line_item_id', 'is_promotion_unknown', 'unknown_promotion'),
    ('store_sales_line_items', 'odd_lines', 'line_item_id', 'is_quantity_zero', 'zero_quantity'),
    ('store_sales_line_items', 'odd_lines', 'line_item_id', 'is_amount_zero', 'zero_amount'),
] -%}
flagged as (

    {% for table, relation, key, condition, flag in flags -%}
        select
            '{{ table }}' as source_table,
            {{ key }} as record_key,
            '{{ flag }}' as flag
        from {{ relation }}
        where {{ condition }}
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}

)

select * from flagged
