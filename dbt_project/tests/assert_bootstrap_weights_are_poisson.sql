-- The weights of the bootstrap have mean 1 and variance 1, and one tells nothing of the next, neither along
-- the replicates nor along the groups: else the intervals of model_comparisons are too narrow or too wide.
with

draws as (

    select
        *,
        lag(weight) over (partition by customer_group order by replicate) as weight_before,
        lag(weight) over (partition by replicate order by customer_group) as weight_beside
    from {{ ref('int_bootstrap_weights') }}
    where replicate > 0

),

replicates as (

    select avg(weight) as mean_weight
    from draws
    group by replicate

),

summary as (

    select
        avg(weight) as mean_weight,
        var_pop(weight) as variance,
        avg((weight = 0)::integer) as share_of_zeros,
        corr(weight, weight_before) as correlation_of_replicates,
        corr(weight, weight_beside) as correlation_of_groups,
        -- 1 where the weights of a replicate are independent of each other.
        count(distinct customer_group)
        * (select var_pop(mean_weight) from replicates) as variance_of_replicates
    from draws

)

select * from summary
where
    abs(mean_weight - 1) > 0.01
    or abs(variance - 1) > 0.02
    or abs(share_of_zeros - exp(-1)) > 0.005
    or abs(correlation_of_replicates) > 0.01
    or abs(correlation_of_groups) > 0.01
    or abs(variance_of_replicates - 1) > 0.2
