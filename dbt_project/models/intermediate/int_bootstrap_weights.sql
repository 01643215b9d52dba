-- A Poisson bootstrap: in each replicate a group of customers is there 0, 1, 2, ... times, once on average.
with

customer_groups as (

    select unnest(range(1000)) as customer_group

),

replicates as (

    select unnest(range(1, 401)) as replicate

),

counts as (

    select unnest(range(10))::integer as weight

),

-- A uniform number from this one up to the next makes this weight.
poisson as (

    select
        weight,
        coalesce(sum(exp(-1) / factorial(weight)) over less, 0) as from_uniform
    from counts
    window less as (order by weight rows between unbounded preceding and 1 preceding)

),

-- The same in every build. By md5, for DuckDB's own hash of two numbers is not random enough (DECISIONS.md).
draws as (

    select
        customer_group,
        replicate,
        md5_number_lower(customer_group || '-' || replicate) / pow(2, 64) as uniform
    from customer_groups
    cross join replicates

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
        poisson.weight
    from draws
    asof inner join poisson
        on draws.uniform >= poisson.from_uniform

)

select * from weights
