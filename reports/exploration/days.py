"""Every day from the first sale to the last, also those on which nothing was sold."""

EVERY_DAY = """ends as (
    select
        min(sale_date) as first_date,
        max(sale_date) as last_date
    from marts.daily_sales
),

days as (
    select unnest(generate_series(first_date, last_date, interval 1 day))::date as sale_date
    from ends
)"""
