-- Is the model better than simple rules and other models, or was it luck?
-- The difference of the root mean square errors is spend30 less the other: below 0, spend30 is closer. Low and high enclose 95 %
-- of how it would have come out with other customers; where they enclose 0, nothing is shown. Trees that may be parts of
-- spend30 itself are left out.
select
    model_name,
    round(spend30_value, 2) as spend30_rmse,
    round(other_value, 2) as other_rmse,
    round(difference, 2) as difference,
    round(difference_low, 2) as low,
    round(difference_high, 2) as high,
    verdict
from marts.model_comparisons
where
    metric = 'rmse'
    and model_name not like 'boosted%'
    and model_name not in ('residual', 'median_residual', 'quantiles')
order by other_rmse, model_name
limit 10
