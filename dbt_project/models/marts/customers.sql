-- Everyone we know today: registered customers, also those who never bought, and buyers whose id
-- stands in no customer record. Attributes of today are for people to read, not for the model.
with

registered as (

    select * from {{ ref('stg_customer_details') }}
    where rejection_reason is null

),

newest_features as (

    select features.*
    from {{ ref('customer_features') }} as features
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on features.cutoff_date = cutoffs.cutoff_date
    where cutoffs.is_scoring

),

predictions as (

    select * from {{ ref('customer_predictions') }}

),

joined as (

    select
        coalesce(registered.customer_id, newest_features.customer_id) as customer_id,
        registered.customer_id is not null as is_registered,
        registered.first_name,
        registered.loyalty_status,
        registered.segment_id,
        registered.customer_since,
        newest_features.cutoff_date as features_cutoff_date,
        newest_features.rfm_tenure_days,
        newest_features.rfm_recency_days,
        newest_features.rfm_orders_30d,
        newest_features.rfm_orders_365d,
        newest_features.rfm_orders_all,
        newest_features.rfm_spend_30d,
        newest_features.rfm_spend_90d,
        newest_features.rfm_spend_365d,
        newest_features.rfm_spend_all,
        newest_features.rfm_average_order_value_365d,
        newest_features.rfm_segment,
        newest_features.rfm_gap_days_mean,
        newest_features.trend_orders_ratio_30d,
        newest_features.trend_spend_ratio_30d,
        newest_features.category_top_365d,
        newest_features.channel_top_365d,
        newest_features.promo_spend_share_365d,
        newest_features.store_home_id,
        newest_features.store_home_region,
        newest_features.loyalty_points_earned_365d,
        predictions.predicted_spend_30d,
        predictions.predicted_spend_30d_median,
        predictions.predicted_spend_30d_low,
        predictions.predicted_spend_30d_high,
        predictions.purchase_probability_30d,
        predictions.has_little_history,
        predictions.model_id
    from registered
    full outer join newest_features
        on registered.customer_id = newest_features.customer_id
    left join predictions
        on newest_features.customer_id = predictions.customer_id

)

select * from joined
