-- What revenue is expected in the next 30 days, and did the earlier forecasts come true?
-- Each row is a window of 30 days from the cutoff; the one without an actual value is the forecast that is out now. Its interval
-- comes from the misses of the totals above it.
select
    cutoff_date,
    customers,
    round(predicted_spend, 2) as predicted,
    round(predicted_spend_low, 2) as low,
    round(predicted_spend_high, 2) as high,
    actual_spend as actual,
    round(predicted_to_actual, 3) as predicted_to_actual
from marts.forecast_totals
order by cutoff_date
