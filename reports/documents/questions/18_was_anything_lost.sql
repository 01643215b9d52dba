-- Was anything lost on the way from the files to the tables?
-- Rows read = accepted + rejected, and the same for money: the two differences are 0, or the build fails. Rows are counted by a reader that does not load them.
select
    source_table,
    rows_read,
    rows_accepted,
    rows_rejected,
    difference,
    amount_read,
    amount_accepted,
    amount_difference
from quality.source_reconciliation
order by source_table
