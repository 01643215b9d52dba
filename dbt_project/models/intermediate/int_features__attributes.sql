-- What the customer record said before the cutoff. Today's record is no answer to that, unless
-- `trust_current_attributes` states that these columns do not change.
with

spine as (

    select * from {{ ref('int_customer_cutoffs') }}

),

history as (

    {% if var('trust_current_attributes') -%}
        select
            customer_id,
            loyalty_status,
            segment_id,
            timestamp '0001-01-01' as valid_from,
            timestamp '9999-12-31' as valid_to
        from {{ ref('int_customer_attributes') }}
    {%- else -%}
        select
            customer_id,
            loyalty_status,
            segment_id,
            valid_from,
            valid_to
        from {{ ref('customer_attribute_history') }}
    {%- endif %}

),

features as (

    select
        spine.spine_key,
        history.loyalty_status as attribute_loyalty_status,
        history.segment_id as attribute_segment_id
    from spine
    left join history
        on spine.customer_id = history.customer_id
        and spine.cutoff_date > history.valid_from
        and spine.cutoff_date <= history.valid_to

)

select * from features
