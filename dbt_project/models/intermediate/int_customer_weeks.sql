-- Sales are summed once per customer, phase and week, not once per cutoff: a cutoff takes a slice of a list.
with

week_sums as (

    select
        sales.customer_key,
        phases.phase,
        {{ whole_quotient(days_between('phases.first_day', 'sales.sale_date'), 7) }} as week,
        sum(sales.amount_cents)::bigint as cents
    from {{ ref('int_customer_sales') }} as sales
    inner join {{ ref('int_week_phases') }} as phases
        on sales.sale_date >= phases.first_day and sales.sale_date < phases.end_day
    group by all

),

-- Each week with sales brings along the empty weeks before it.
week_pieces as (

    select
        customer_key,
        phase,
        week,
        {{ list_padded(empty_list(), 'week - coalesce(lag(week) over weeks + 1, 0)') }}
        || {{ list_of(['cents']) }} as cents
    from week_sums
    window weeks as (partition by customer_key, phase order by week)

),

week_lists as (

    select
        customer_key,
        phase,
        flatten({{ ordered_list('cents', 'week') }}) as cents
    from week_pieces
    group by customer_key, phase

)

select * from week_lists
