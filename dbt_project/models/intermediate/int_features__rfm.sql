-- Recency, frequency, monetary value and the rhythm of purchases.
with

spine as (

    select * from {{ ref('int_customer_cutoffs') }}

),

window_sums as (

    select * from {{ ref('int_window_sums') }}

),

year_sums as (

    select * from {{ ref('int_year_sums') }}

),

features as (

    select
        spine.spine_key,
        spine.cutoff_date,
        spine.cutoff_date - year_sums.first_purchase_date as rfm_tenure_days,
        spine.cutoff_date - year_sums.last_purchase_date as rfm_recency_days,
        {%- for window_days in trailing_windows() %}
            window_sums.orders_{{ window_days }}d as rfm_orders_{{ window_days }}d,
        {%- endfor %}
        year_sums.orders_all as rfm_orders_all,
        {%- for window_days in trailing_windows() %}
            {{ from_cents('window_sums.spend_cents_' ~ window_days ~ 'd') }} as rfm_spend_{{ window_days }}d,
        {%- endfor %}
        {{ from_cents('year_sums.spend_cents_all') }} as rfm_spend_all,
        {%- for half_life in half_lives() %}
            year_sums.faded_spend_{{ half_life }}d / 1e8 as rfm_spend_half_life_{{ half_life }}d,
        {%- endfor %}
        year_sums.returns_365d as rfm_returns_365d,
        {{ from_cents('year_sums.return_cents_365d') }} as rfm_return_amount_365d,
        year_sums.purchase_cents_365d / nullif(100 * year_sums.orders_365d, 0)
            as rfm_average_order_value_365d,
        year_sums.active_days_365d as rfm_active_days_365d,
        year_sums.gap_days / nullif(year_sums.gaps, 0) as rfm_gap_days_mean,
        case
            when year_sums.gaps >= 2
                then sqrt(
                    (year_sums.gaps * year_sums.gap_days_squared - year_sums.gap_days * year_sums.gap_days)
                    / (year_sums.gaps * (year_sums.gaps - 1))
                )
        end as rfm_gap_days_std
    from spine
    inner join window_sums
        on spine.spine_key = window_sums.spine_key
    inner join year_sums
        on spine.spine_key = year_sums.spine_key

)

select * from features
