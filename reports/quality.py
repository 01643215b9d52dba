"""What became of the records that were read: for every report that tells of it."""

READ = """
select
    source_table,
    rows_read,
    rows_accepted,
    rows_rejected,
    difference,
    amount_accepted::double as amount_accepted,
    amount_difference
from quality.source_reconciliation
order by rows_read desc, source_table
"""

REJECTED = """
select
    source_table,
    reason,
    count(*) as records
from quality.rejected_rows
group by source_table, reason
order by records desc, source_table, reason
"""

ODD = """
select
    source_table,
    flag,
    count(*) as records
from quality.row_flags
group by source_table, flag
order by records desc, source_table, flag
"""
