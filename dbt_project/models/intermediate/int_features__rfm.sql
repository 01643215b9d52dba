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

sums as (

    select
        spine.spine_key,
        spine.cutoff_date,
        {{ days_between('year_sums.first_purchase_date', 'spine.cutoff_date') }} as tenure_days,
        year_sums.* {{ without('spine_key, orders_365d') }},
        window_sums.* {{ without('spine_key') }}
    from spine
    inner join window_sums
        on spine.spine_key = window_sums.spine_key
    inner join year_sums
        on spine.spine_key = year_sums.spine_key

),

features as (

    select
        spine_key,
        cutoff_date,
        tenure_days as rfm_tenure_days,
        {{ days_between('last_purchase_date', 'cutoff_date') }} as rfm_recency_days,
        {%- for window_days in trailing_windows() %}
            orders_{{ window_days }}d as rfm_orders_{{ window_days }}d,
        {%- endfor %}
        orders_all as rfm_orders_all,
        {%- for half_life in half_lives() %}
            faded_orders_{{ half_life }}d / 1e9 as rfm_orders_half_life_{{ half_life }}d,
        {%- endfor %}
        {%- for window_days in trailing_windows() %}
            {{ from_cents('spend_cents_' ~ window_days ~ 'd') }} as rfm_spend_{{ window_days }}d,
        {%- endfor %}
        {{ from_cents('spend_cents_all') }} as rfm_spend_all,
        {%- for half_life in half_lives() %}
            faded_spend_{{ half_life }}d / 1e8 as rfm_spend_half_life_{{ half_life }}d,
        {%- endfor %}
        -- A tenure of a few days says little about a month: it counts as 30.
        spend_cents_365d * 30 / (100 * least(greatest(tenure_days, 30), 365)) as rfm_spend_rate_365d,
        spend_cents_all * 30 / (100 * greatest(tenure_days, 30)) as rfm_spend_rate_all,
        returns_365d as rfm_returns_365d,
        {{ from_cents('return_cents_365d') }} as rfm_return_amount_365d,
        purchase_cents_365d / nullif(100 * orders_365d, 0) as rfm_average_order_value_365d,
        active_days_365d as rfm_active_days_365d,
        active_days_all as rfm_active_days_all,
        gap_days / nullif(gaps, 0) as rfm_gap_days_mean,
        case
            when gaps >= 2
                then sqrt((gaps * gap_days_squared - gap_days * gap_days) / (gaps * (gaps - 1)))
        end as rfm_gap_days_std
    from sums

)

select * from features
