-- The names behind the numbers of the categories.
with

products as (

    select * from {{ ref('int_products') }}

),

categories as (

    select distinct
        category_key,
        product_category
    from products

)

select * from categories
