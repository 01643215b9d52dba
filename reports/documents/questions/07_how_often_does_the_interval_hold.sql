-- How often did the 80 % interval hold what customers then spent?
-- A share near 0.8 is what was promised. An interval that is right on average may still fail the best customers, so the
-- top fifth by expected spend stands beside it.
select
    cutoff_date,
    customers,
    round(interval_coverage, 3) as held_for_all,
    round(interval_coverage_top_fifth, 3) as held_for_top_fifth,
    round(interval_width_mean, 2) as mean_width,
    round(interval_width_mean_top_fifth, 2) as mean_width_top_fifth
from marts.model_metrics
where model_name = 'spend30'
order by cutoff_date
