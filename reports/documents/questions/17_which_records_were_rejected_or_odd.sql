-- Which records were rejected, and which were kept though odd?
-- A rejected record is in no table but quality.rejected_rows, with its text; a flagged one counts like any other.
select
    'rejected' as outcome,
    source_table,
    reason,
    count(*) as records
from quality.rejected_rows
group by source_table, reason
union all
select
    'kept, flagged' as outcome,
    source_table,
    flag as reason,
    count(*) as records
from quality.row_flags
group by source_table, flag
order by outcome desc, records desc, source_table, reason
limit 10
