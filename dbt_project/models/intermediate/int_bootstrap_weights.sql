-- A Poisson bootstrap: in each replicate a group of customers is there 0, 1, 2, ... times, once on average.
with

customer_groups as (

    select {{ each_of(numbers_below(1000)) }} as customer_group

),

replicates as (

    select {{ each_of(numbers_below(401)) }} as replicate

),

counts as (

    select {{ each_of(numbers_below(10)) }} as weight

),

poisson as (

    select
        weight,
        coalesce(sum(exp(-1) / factorial(weight)) over less, 0) as from_uniform
    from counts
    window less as (order by weight rows between unbounded preceding and 1 preceding)

),

-- A uniform number from the first of these up to the second makes this weight.
ranges as (

    select
        weight,
        from_uniform,
        lead(from_uniform, 1, 1) over (order by weight) as to_uniform
    from poisson

),

-- The same in every build. By md5, for DuckDB's own hash of two numbers is not random enough (DECISIONS.md).
draws as (

    select
        customer_group,
        replicate,
        {{ md5_number("customer_group || '-' || replicate") }} / power(2, 52) as uniform
    from customer_groups
    cross join replicates
    where replicate > 0

),

-- Replicate 0 is what happened: everybody once.
weights as (

    select
        customer_group,
        0 as replicate,
        1 as weight
    from customer_groups
    union all
    select
        draws.customer_group,
        draws.replicate,
        ranges.weight
    from draws
    inner join ranges
        on draws.uniform >= ranges.from_uniform and draws.uniform < ranges.to_uniform

)

select * from weights
