-- What a customer buys: shares of the positive line spend of the last 365 days.
with

interval_sums as (

    select * from {{ ref('int_customer_categories') }}
    where
        bought_cents > 0
        and customer_key is not null

),

category_spend as (

    select
        {{ spine_key('sums.customer_key', 'windows.cutoff_number') }} as spine_key,
        sums.product_category,
        sum(sums.bought_cents)::bigint as spend_cents
    from interval_sums as sums
    inner join {{ ref('int_year_windows') }} as windows
        on sums.year_interval_id = windows.year_interval_id
    where windows.in_365d = 1
    group by all

),

customer_sums as (

    select
        spine_key,
        count(*) as category_count,
        -- Ties go to the first name of the alphabet.
        first(product_category order by spend_cents desc, product_category asc) as category_top,
        {%- for slug, name in category_slugs() %}
            coalesce(
                sum(spend_cents) filter (where product_category = '{{ name | replace("'", "''") }}'), 0
            )::bigint as cents_{{ slug }},
        {%- endfor %}
        sum(spend_cents)::bigint as total_cents,
        -- In whole units of 1e-9, so that the sum is the same in any order of the rows.
        sum((spend_cents * log2(spend_cents) * 1e9)::hugeint)::double / 1e9 as sum_of_logs
    from category_spend
    group by spine_key

),

summarised as (

    select
        spine_key,
        category_count as category_count_365d,
        category_top as category_top_365d,
        -- The entropy of the shares s / total, with the total taken out of the sum.
        round(greatest(log2(total_cents) - sum_of_logs / total_cents, 0), 9) as category_entropy_365d,
        {%- for slug, name in category_slugs() %}
            cents_{{ slug }} / total_cents as {{ category_share_column(slug) }},
        {%- endfor %}
        (
            total_cents
            {%- for slug, name in category_slugs() %}
                - cents_{{ slug }}
            {%- endfor %}
        ) / total_cents as {{ category_share_column('other') }}
    from customer_sums

),

features as (

    select
        spine.spine_key,
        coalesce(summarised.category_count_365d, 0) as category_count_365d,
        summarised.* exclude (spine_key, category_count_365d)
    from {{ ref('int_customer_cutoffs') }} as spine
    left join summarised
        on spine.spine_key = summarised.spine_key

)

select * from features
