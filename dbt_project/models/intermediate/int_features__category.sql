-- What a customer buys: shares of the positive line spend of the last 365 days.
with

interval_sums as (

    select * from {{ ref('int_customer_categories') }}
    where bought_cents > 0

),

category_spend as (

    select
        sales.customer_id,
        windows.cutoff_date,
        sales.product_category,
        categories.category_slug,
        sum(sales.bought_cents)::bigint as spend_cents
    from interval_sums as sales
    inner join {{ ref('int_year_windows') }} as windows
        on sales.year_interval_id = windows.year_interval_id
    left join {{ ref('int_categories') }} as categories
        on sales.product_category = categories.product_category
    where windows.in_365d = 1
    group by sales.customer_id, windows.cutoff_date, sales.product_category, categories.category_slug

),

with_totals as (

    select
        *,
        (sum(spend_cents) over (partition by customer_id, cutoff_date))::bigint as total_cents
    from category_spend

),

summarised as (

    select
        customer_id,
        cutoff_date,
        count(*) as category_count_365d,
        -- Ties go to the first name of the alphabet.
        first(product_category order by spend_cents desc, product_category asc) as category_top_365d,
        abs({{ exact_sum('spend_cents / total_cents * log2(spend_cents / total_cents)') }})
            as category_entropy_365d,
        {%- for slug, name in category_slugs() %}
            coalesce(sum(spend_cents) filter (where category_slug = '{{ slug }}'), 0) / min(total_cents)
                as {{ category_share_column(slug) }},
        {%- endfor %}
        coalesce(sum(spend_cents) filter (where category_slug is null), 0) / min(total_cents)
            as {{ category_share_column('other') }}
    from with_totals
    group by customer_id, cutoff_date

),

features as (

    select
        spine.customer_id,
        spine.cutoff_date,
        coalesce(summarised.category_count_365d, 0) as category_count_365d,
        summarised.* exclude (customer_id, cutoff_date, category_count_365d)
    from {{ ref('int_customer_cutoffs') }} as spine
    left join summarised
        on spine.customer_id = summarised.customer_id
        and spine.cutoff_date = summarised.cutoff_date

)

select * from features
