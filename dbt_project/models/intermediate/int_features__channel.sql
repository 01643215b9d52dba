-- Where a customer buys: in the shop, on the web or in the app.
with

sums as (

    select
        *,
        greatest(
            {%- for channel in channels() %}
                orders_{{ channel }}_365d
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ) as most_orders
    from {{ ref('int_year_sums') }}

),

features as (

    select
        spine_key,
        {%- for channel in channels() %}
            orders_{{ channel }}_365d / nullif(orders_365d, 0) as channel_order_share_{{ channel }}_365d,
        {%- endfor %}
        -- Ties go to the first name of the alphabet.
        case
            when orders_365d = 0 then null
            {%- for channel in channels() | sort %}
                when orders_{{ channel }}_365d = most_orders then '{{ channel }}'
            {%- endfor %}
        end as channel_top_365d
    from sums

)

select * from features
