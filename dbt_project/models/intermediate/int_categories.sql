-- The categories that get columns of their own: those that `category_columns` declares, or the
-- largest by spend before the earliest cutoff, so that no future decides a column.
{% set plain_name = 'lower(' ~ unaccented('product_category') ~ ')' %}
with

categories as (

    select * from {{ ref('int_product_categories') }}

),

sales as (

    select
        categories.product_category,
        sum(sums.bought_cents) as spend_cents
    from {{ ref('int_customer_categories') }} as sums
    inner join {{ ref('int_year_windows') }} as windows
        on sums.year_interval_id = windows.year_interval_id
    inner join categories
        on sums.category_key = categories.category_key
    where
        sums.bought_cents > 0
        and windows.cutoff_date = (select min(cutoff_date) from {{ ref('int_cutoffs') }})
    group by categories.product_category

),

chosen as (

    {% if var('category_columns') -%}
        {%- for name in var('category_columns') %}
            select
                '{{ name | replace("'", "''") }}' as product_category,
                {{ loop.index }}::bigint as category_rank
            {% if not loop.last %}union all{% endif %}
        {%- endfor %}
    {%- else -%}
        select
            product_category,
            row_number() over (order by spend_cents desc, product_category asc)::bigint as category_rank
        from sales
        qualify category_rank <= {{ var('category_column_count') }}
    {%- endif %}

),

slugged as (

    select
        product_category,
        category_rank,
        left(
            coalesce(
                nullif(trim(both '_' from {{ replaced(plain_name, '[^a-z0-9]+', '_') }}), ''), 'category'
            ),
            40
        ) as slug
    from chosen

),

-- Two names may give one slug, and `other` is the column of all that has none.
distinct_slugs as (

    select
        product_category,
        category_rank,
        case
            when row_number() over same_slug > 1 then slug || '__' || row_number() over same_slug
            when slug = 'other' then 'other__1'
            else slug
        end as category_slug
    from slugged
    window same_slug as (partition by slug order by category_rank)

)

select * from distinct_slugs
