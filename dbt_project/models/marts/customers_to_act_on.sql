-- Whom to call, and why: four plain rules on the newest features. Usual spend is that of the days before the
-- last 30, per 30 days, as far as the customer was there.
with

features as (

    select features.*
    from {{ ref('customer_features') }} as features
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on features.cutoff_date = cutoffs.cutoff_date
    where cutoffs.is_scoring

),

predictions as (

    select * from {{ ref('customer_predictions') }}

),

compared as (

    select
        features.customer_id,
        features.cutoff_date,
        features.rfm_segment,
        features.rfm_tenure_days,
        features.rfm_recency_days,
        features.rfm_spend_30d,
        features.rfm_monetary_score,
        features.rfm_orders_30d,
        features.trend_spend_ratio_30d,
        features.rhythm_gap_days_median,
        features.rhythm_gap_days_p90,
        features.rfm_active_days_365d,
        predictions.predicted_spend_30d,
        case
            when features.rfm_tenure_days >= 60
                then
                    (features.rfm_spend_120d - features.rfm_spend_30d)::double * 30
                    / least(90, features.rfm_tenure_days - 30)
        end as usual_spend_30d
    from features
    inner join predictions
        on features.customer_id = predictions.customer_id

),

judged as (

    select
        *,
        rfm_monetary_score >= 4 and trend_spend_ratio_30d <= 0.5 as is_falling,
        rfm_active_days_365d >= 5
        and rfm_recency_days > rhythm_gap_days_p90
        and rfm_recency_days >= 2 * rhythm_gap_days_median as is_overdue,
        trend_spend_ratio_30d >= 1.5 and rfm_orders_30d >= 2 as is_rising,
        rfm_tenure_days <= 30 as is_new
    from compared

),

listed as (

    {% for reason in ['falling', 'overdue', 'rising', 'new'] -%}
        select
            *,
            '{{ reason }}' as reason
        from judged
        where is_{{ reason }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

described as (

    select
        reason,
        customer_id,
        cutoff_date,
        rfm_segment,
        rfm_recency_days,
        rhythm_gap_days_median,
        usual_spend_30d,
        rfm_spend_30d,
        predicted_spend_30d,
        case
            when reason in ('falling', 'overdue') then greatest(usual_spend_30d - predicted_spend_30d, 0)
            when reason = 'rising' then greatest(predicted_spend_30d - usual_spend_30d, 0)
            else predicted_spend_30d
        end as spend_at_stake
    from listed

)

select * from described
