-- Which features or predictions are spread otherwise today than when the model was tested?
-- The population stability index: below 0.1 is called stable, above 0.25 shifted. A season is drift, too.
select
    kind,
    feature,
    round(psi, 4) as stability_index,
    level,
    round(reference_mean, 2) as mean_before,
    round(scoring_mean, 2) as mean_today
from marts.feature_drift
order by psi desc nulls last, feature
limit 10
