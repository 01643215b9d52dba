-- A number for each customer, of a header or of a customer record: numbers are grouped and joined at a
-- fraction of the cost of text. They hold for one build; people use customer_id.
with

headers as (

    select * from {{ ref('stg_store_sales_header') }}
    where rejection_reason is null

),

customers as (

    select * from {{ ref('stg_customer_details') }}
    where rejection_reason is null

),

ids as (

    select customer_id from headers
    where customer_id is not null
    union
    select customer_id from customers

),

keys as (

    select
        customer_id,
        row_number() over (order by customer_id) as customer_key
    from ids

)

select * from keys
