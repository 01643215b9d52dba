-- What people may see of rejected records: a few of each kind, their shape only (macro masked), for contact
-- data may stand in any field. Of customer records, which hold names, nothing is shown.
{% set examples = 20 %}
{% set length = 500 %}
with

numbered as (

    select
        *,
        row_number() over (partition by source_table, reason order by record_number) as place,
        count(*) over (partition by source_table, reason) as records
    from {{ ref('rejected_rows') }}

),

examples as (

    select
        source_table,
        reason,
        records,
        record_number,
        raw_text
    from numbered
    where place <= {{ examples }}

),

masked as (

    select
        source_table,
        reason,
        records,
        record_number,
        case
            when source_table = 'customer_details' then '(customer records are not shown)'
            else left(coalesce({{ masked_json('raw_text') }}, {{ masked('raw_text') }}), {{ length }})
        end as masked_text
    from examples

)

select * from masked
