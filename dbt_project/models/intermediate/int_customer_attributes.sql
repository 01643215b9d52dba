-- What the customer record says today that describes a customer and may change. The snapshot
-- customer_attribute_history keeps what it said before.
with

customers as (

    select * from {{ ref('stg_customer_details') }}
    where rejection_reason is null

),

attributes as (

    select
        customer_id,
        loyalty_status,
        segment_id,
        checked_at
    from customers

)

select * from attributes
