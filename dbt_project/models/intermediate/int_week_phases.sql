-- Cutoffs on the same day of the week have their weeks in common: counted in weeks from the same first day.
select
    {{ iso_weekday('cutoff_date') }} as phase,
    min(cutoff_date) - 7 * {{ block_weeks() }} as first_day,
    max(cutoff_date) as end_day
from {{ ref('int_cutoffs') }}
group by phase
