-- What a customer buys: shares of the positive line spend of the last 365 days. It is summed into one row a
-- customer and category, with a list of the cutoffs; only then it becomes a row a cutoff.
with

interval_sums as (

    select * from {{ ref('int_customer_categories') }}
    where
        bought_cents > 0
        and customer_key is not null

),

windows as (

    select * from {{ ref('int_year_windows_wide') }}

),

categories as (

    select
        named.category_key,
        named.product_category,
        chosen.category_rank
    from {{ ref('int_product_categories') }} as named
    left join {{ ref('int_categories') }} as chosen
        on named.product_category = chosen.product_category

),

spend_lists as (

    select
        interval_sums.customer_key,
        interval_sums.category_key,
        {{ by_cutoff('sum(interval_sums.bought_cents * windows.in_365d_of_#)::bigint') }} as spend_by_cutoff
    from interval_sums
    inner join windows
        on interval_sums.year_interval_id = windows.year_interval_id
    group by interval_sums.customer_key, interval_sums.category_key

),

category_spend as (

    select
        customer_key,
        category_key,
        {{ each_of_all({'cutoff_number': list_of(cutoff_numbers()), 'spend_cents': 'spend_by_cutoff'}) }}
    from spend_lists

),

customer_sums as (

    select
        {{ spine_key('category_spend.customer_key', 'category_spend.cutoff_number') }} as spine_key,
        count(*) as category_count,
        -- Ties go to the first name of the alphabet, in whose order the keys are numbered.
        max_by(
            category_spend.category_key,
            category_spend.spend_cents::{{ wide_integer() }} * 1000000000 - category_spend.category_key
        ) as category_top_key,
        {%- for slug, name in category_slugs() %}
            coalesce(
                sum(category_spend.spend_cents) filter (where categories.category_rank = {{ loop.index }}), 0
            )::bigint as cents_{{ slug }},
        {%- endfor %}
        sum(category_spend.spend_cents)::bigint as total_cents,
        -- In whole units of 1e-9, so that the sum is the same in any order of the rows.
        sum(
            {{ rounded_to(
                wide_integer(), 'category_spend.spend_cents * log2(category_spend.spend_cents) * 1e9'
            ) }}
        )::double / 1e9 as sum_of_logs
    from category_spend
    inner join categories
        on category_spend.category_key = categories.category_key
    where category_spend.spend_cents > 0
    group by all

),

summarised as (

    select
        customer_sums.spine_key,
        customer_sums.category_count as category_count_365d,
        categories.product_category as category_top_365d,
        -- The entropy of the shares s / total, with the total taken out of the sum.
        round(
            greatest(
                log2(customer_sums.total_cents) - customer_sums.sum_of_logs / customer_sums.total_cents, 0
            ),
            9
        ) as category_entropy_365d,
        {%- for slug, name in category_slugs() %}
            customer_sums.cents_{{ slug }} / customer_sums.total_cents as {{ category_share_column(slug) }},
        {%- endfor %}
        (
            customer_sums.total_cents
            {%- for slug, name in category_slugs() %}
                - customer_sums.cents_{{ slug }}
            {%- endfor %}
        ) / customer_sums.total_cents as {{ category_share_column('other') }}
    from customer_sums
    inner join categories
        on customer_sums.category_top_key = categories.category_key

),

features as (

    select
        spine.spine_key,
        coalesce(summarised.category_count_365d, 0) as category_count_365d,
        summarised.* {{ without('spine_key, category_count_365d') }}
    from {{ ref('int_customer_cutoffs') }} as spine
    left join summarised
        on spine.spine_key = summarised.spine_key

)

select * from features
