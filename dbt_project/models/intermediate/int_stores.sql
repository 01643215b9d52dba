-- Which channel a store stands for: a web shop and an app are stores too, known by their name or city.
with

stores as (

    select * from {{ ref('stg_stores') }}
    where rejection_reason is null

),

described as (

    select
        store_id,
        store_region,
        lower(concat_ws(' ', store_name, store_city)) as description
    from stores

),

with_channel as (

    select
        store_id,
        store_region,
        -- Whole words: neither an "Appleton" nor a "Webster" is an app or a web shop.
        case
            when {{ has_match('description', '\\b(online|web|webshop|webstore|website)\\b') }} then 'web'
            when {{ has_match('description', '\\b(mobile|app)\\b') }} then 'mobile'
            else 'in_store'
        end as store_channel
    from described

)

select * from with_channel
