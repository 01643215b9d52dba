-- The catalogue, with a number for each product and each category. Number 0 stands for every product that
-- the catalogue lacks.
with

catalogue as (

    select * from {{ ref('stg_products') }}
    where rejection_reason is null

),

products as (

    select
        product_id,
        coalesce(product_category, 'unknown') as product_category
    from catalogue
    union all
    select
        null as product_id,
        'unknown' as product_category

),

numbered as (

    select
        row_number() over (order by product_id nulls first) - 1 as product_key,
        product_id,
        -- In the order of the alphabet, which decides ties.
        dense_rank() over (order by product_category) as category_key,
        product_category
    from products

)

select * from numbered
