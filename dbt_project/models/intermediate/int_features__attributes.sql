-- What the customer record said before the cutoff. Today's record is no answer to that, unless
-- `trust_current_attributes` states that these columns do not change.
with

spine as (

    select * from {{ ref('int_customer_cutoffs') }}

),

{% if var('trust_current_attributes') -%}
records as (

    select
        spine.customer_id,
        spine.cutoff_date,
        attributes.loyalty_status,
        attributes.segment_id
    from spine
    inner join {{ ref('int_customer_attributes') }} as attributes
        on spine.customer_id = attributes.customer_id

),
{%- else -%}
records as (

    select
        spine.customer_id,
        spine.cutoff_date,
        history.loyalty_status,
        history.segment_id
    from spine
    inner join {{ ref('customer_attribute_history') }} as history
        on spine.customer_id = history.customer_id
        and history.valid_from < spine.cutoff_date
        and spine.cutoff_date <= history.valid_to

),
{%- endif %}

features as (

    select
        spine.customer_id,
        spine.cutoff_date,
        records.loyalty_status as attribute_loyalty_status,
        records.segment_id as attribute_segment_id
    from spine
    left join records
        on spine.customer_id = records.customer_id
        and spine.cutoff_date = records.cutoff_date

)

select * from features
