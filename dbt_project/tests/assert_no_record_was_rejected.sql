{{ config(severity='warn', fail_calc='coalesce(sum(records), 0)') }}
-- Every record that was read was accepted. `assert_rejected_share_is_bearable` says when too many were not.
select
    source_table,
    reason,
    count(*) as records
from {{ ref('rejected_rows') }}
group by source_table, reason
