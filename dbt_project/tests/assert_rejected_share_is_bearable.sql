-- No table may lose more than `max_rejected_share` of its rows. With a given as-of date, sales from then
-- on are rejected by intention (date_out_of_range, and their lines), so they do not count.
with

rejected as (

    select
        source_table,
        reason,
        count(*) as rows_rejected
    from {{ ref('rejected_rows') }}
    {% if as_of_date() -%}
        where reason not in ('date_out_of_range', 'orphan_line')
    {%- endif %}
    group by source_table, reason

)

select
    reconciliation.source_table,
    reconciliation.rows_read,
    sum(rejected.rows_rejected) as rows_rejected
from {{ ref('source_reconciliation') }} as reconciliation
inner join rejected
    on reconciliation.source_table = rejected.source_table
group by reconciliation.source_table, reconciliation.rows_read
having sum(rejected.rows_rejected) > {{ var('max_rejected_share') }} * reconciliation.rows_read
