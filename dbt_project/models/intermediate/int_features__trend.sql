-- Rising or falling, as a ratio of daily rates: the last 30 days against the 90 days before them, and the
-- last 90 days against the 90 before those. Of the days before, those count that lie within the tenure: a new
-- customer did not buy less then, but was none yet. Fewer than 30 of them are no comparison.
{% set comparisons = [(30, 120), (90, 180)] %}
with

rfm as (

    select * from {{ ref('int_features__rfm') }}

),

sums as (

    select
        *,
        {%- for recent_days, all_days in comparisons %}
            least({{ all_days - recent_days }}, rfm_tenure_days - {{ recent_days }})
                as days_before_{{ recent_days }}d,
            rfm_orders_{{ all_days }}d - rfm_orders_{{ recent_days }}d as orders_before_{{ recent_days }}d,
            (rfm_spend_{{ all_days }}d - rfm_spend_{{ recent_days }}d)::double
                as spend_before_{{ recent_days }}d
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from rfm

),

features as (

    select
        spine_key,
        {%- for recent_days, all_days in comparisons %}
            case
                when days_before_{{ recent_days }}d >= 30 and orders_before_{{ recent_days }}d > 0
                    then
                        (rfm_orders_{{ recent_days }}d / {{ recent_days }})
                        / (orders_before_{{ recent_days }}d / days_before_{{ recent_days }}d)
            end as trend_orders_ratio_{{ recent_days }}d,
            case
                when days_before_{{ recent_days }}d >= 30 and spend_before_{{ recent_days }}d > 0
                    then
                        (rfm_spend_{{ recent_days }}d::double / {{ recent_days }})
                        / (spend_before_{{ recent_days }}d / days_before_{{ recent_days }}d)
            end as trend_spend_ratio_{{ recent_days }}d
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from sums

)

select * from features
