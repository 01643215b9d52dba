-- What people may see of rejected records: a few of each kind, with contact data made unreadable. Mail addresses go, and
-- whatever holds seven digits or more, unless it is a day; names are in customer records only, which show their key alone.
{% set examples = 20 %}
{% set mail = '[^\s",;|]*@[^\s",;|]*' %}
{% set long_number = '\+?\(?\d(?:[ ()./_-]*\d){6,}' %}
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
            else
                -- Days are set aside by other hyphens while long numbers are looked for.
                replace(
                    regexp_replace(
                        regexp_replace(
                            regexp_replace(raw_text[:500], '{{ mail }}', '(mail)', 'g'),
                            '\b(\d\d\d\d)-(\d\d)-(\d\d)\b', '\1‐\2‐\3', 'g'
                        ),
                        '{{ long_number }}', '(number)', 'g'
                    ),
                    '‐', '-'
                )
        end as masked_text
    from examples

)

select * from masked
