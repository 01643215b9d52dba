-- What people may see of rejected records: a few of each kind, their shape only (macro masked), for contact
-- data may stand in any field. Of customer records, which hold names, nothing is shown.
{% set examples = 20 %}
{% set value = "json_extract_string(raw_text, '$.\"' || key || '\"')" %}
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
            when json_valid(raw_text)
                then
                    list_aggregate(
                        list_transform(
                            json_keys(raw_text),
                            lambda key: key || ': ' || coalesce({{ masked(value) }}, '')
                        ),
                        'string_agg', ', '
                    )
            else {{ masked('raw_text') }}
        end as masked_text
    from examples

),

shortened as (

    select * replace (left(masked_text, 500) as masked_text)
    from masked

)

select * from shortened
