-- Where the expected revenue comes from, beside that of the last 30 days: by what people sort customers by,
-- and by category. A customer's expected spend goes to the categories as her spend of the last 365 days did.
{% set dimensions = {
    'segment': 'rfm_segment',
    'region': 'store_home_region',
    'store': 'store_home_id',
    'loyalty': 'loyalty_status',
} %}
with

customers as (

    select * from {{ ref('customers') }}
    where predicted_spend_30d is not null

),

by_dimension as (

    {% for dimension, column in dimensions.items() -%}
        select
            '{{ dimension }}' as dimension,
            coalesce({{ column }}, 'unknown') as member,
            count(*) as customers,
            sum(rfm_spend_30d)::decimal(18, 2) as spend_30d,
            sum(predicted_spend_30d) as predicted_spend_30d
        from customers
        group by member
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

line_sums as (

    select
        lines.customer_key,
        lines.category_key,
        sum(greatest(lines.amount_cents, 0))::bigint as bought_cents,
        coalesce(
            sum(lines.amount_cents) filter (where lines.sale_date >= cutoffs.cutoff_date - 30), 0
        )::bigint as recent_cents
    from {{ ref('int_line_items') }} as lines
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on lines.sale_date >= cutoffs.cutoff_date - 365
        and lines.sale_date < cutoffs.cutoff_date
    where
        lines.rejection_reason is null
        and cutoffs.is_scoring
    group by lines.customer_key, lines.category_key

),

category_sums as (

    select
        customers.customer_id,
        customers.predicted_spend_30d,
        line_sums.category_key,
        coalesce(line_sums.bought_cents, 0) as bought_cents,
        coalesce(line_sums.recent_cents, 0) as recent_cents
    from customers
    inner join {{ ref('int_customer_keys') }} as keys
        on customers.customer_id = keys.customer_id
    left join line_sums
        on keys.customer_key = line_sums.customer_key

),

-- Who bought nothing that a line names has no categories.
category_shares as (

    select
        *,
        sum(bought_cents) over (partition by customer_id) as all_cents,
        case
            when all_cents > 0 then bought_cents / all_cents
            else 1 / count(*) over (partition by customer_id)
        end as share,
        case when all_cents > 0 then category_key end as known_category_key
    from category_sums

),

by_category as (

    select
        'category' as dimension,
        coalesce(categories.product_category, 'unknown') as member,
        count(distinct shares.customer_id) as customers,
        {{ from_cents('sum(shares.recent_cents)') }} as spend_30d,
        sum(shares.predicted_spend_30d * shares.share) as predicted_spend_30d
    from category_shares as shares
    left join {{ ref('int_product_categories') }} as categories
        on shares.known_category_key = categories.category_key
    group by member

),

breakdown as (

    select * from by_dimension
    union all
    select * from by_category

)

select * from breakdown
