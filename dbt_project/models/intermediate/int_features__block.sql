-- Net spend in blocks of whole weeks counted back from the cutoff: [cutoff - 7 d, cutoff) is the first.
-- Cutoffs on the same day of the week have their weeks in common, so sales are summed once per customer, such
-- a day (`phase`) and week, and written as one list with a 0 for each week without sales; each cutoff takes a
-- slice of it.
{% set weeks = block_weeks() %}
{% set a_monday = "date '1900-01-01'" %}
with

cutoffs as (

    select
        cutoff_date,
        ((cutoff_date - {{ a_monday }}) % 7)::integer as phase,
        ((cutoff_date - {{ a_monday }}) // 7)::integer as week
    from {{ ref('int_cutoffs') }}

),

phases as (

    select
        phase,
        min(week) - {{ weeks }} as first_week,
        max(week) as end_week
    from cutoffs
    group by phase

),

week_sums as (

    select
        sales.customer_key,
        phases.phase,
        (sales.sale_date - {{ a_monday }} - phases.phase) // 7 - phases.first_week as list_week,
        sum(sales.amount_cents)::bigint as cents
    from {{ ref('int_customer_sales') }} as sales
    inner join phases
        on (sales.sale_date - {{ a_monday }} - phases.phase) // 7 >= phases.first_week
        and (sales.sale_date - {{ a_monday }} - phases.phase) // 7 < phases.end_week
    group by all

),

-- Each week with sales brings along the empty weeks before it.
week_pieces as (

    select
        customer_key,
        phase,
        list_week,
        list_resize(
            []::bigint[], list_week - coalesce(lag(list_week) over customer_weeks + 1, 0), 0
        ) || [cents] as cents
    from week_sums
    window customer_weeks as (partition by customer_key, phase order by list_week)

),

week_lists as (

    select
        customer_key,
        phase,
        flatten(list(cents order by list_week)) as cents
    from week_pieces
    group by customer_key, phase

),

spine as (

    select
        spine.spine_key,
        spine.customer_key,
        cutoffs.phase,
        cutoffs.week - phases.first_week as end_week,
        -- Only weeks that lie within the tenure.
        least({{ weeks }}, rfm.rfm_tenure_days // 7) as full_weeks
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join {{ ref('int_features__rfm') }} as rfm
        on spine.spine_key = rfm.spine_key
    inner join cutoffs
        on spine.cutoff_date = cutoffs.cutoff_date
    inner join phases
        on cutoffs.phase = phases.phase

),

-- The oldest week comes first; those after the last sale are added at the end.
week_blocks as (

    select
        spine.spine_key,
        spine.full_weeks,
        list_resize(
            coalesce(lists.cents[spine.end_week - spine.full_weeks + 1:spine.end_week], []::bigint[]),
            spine.full_weeks,
            0
        ) as cents
    from spine
    left join week_lists as lists
        on spine.customer_key = lists.customer_key
        and spine.phase = lists.phase

),

blocks as (

    select
        *,
        [
            {%- for block in range(weeks // 4) %}
                list_sum(cents[full_weeks - {{ 4 * block + 3 }}:full_weeks - {{ 4 * block }}])
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ][1:full_weeks // 4] as cents_of_4_weeks
    from week_blocks

),

features as (

    select
        spine_key,
        list_aggregate(cents, 'median') / 100 as block_week_spend_median_26w,
        list_aggregate(cents, 'quantile_cont', 0.25) / 100 as block_week_spend_p25_26w,
        list_aggregate(cents, 'quantile_cont', 0.75) / 100 as block_week_spend_p75_26w,
        list_aggregate(cents, 'stddev_samp') / 100 as block_week_spend_std_26w,
        {{ from_cents('list_max(cents)') }} as block_week_spend_max_26w,
        len(list_filter(cents, lambda week: week > 0)) / nullif(full_weeks, 0)
            as block_week_active_share_26w,
        list_aggregate(cents_of_4_weeks, 'median') / 100 as block_4_weeks_spend_median_24w,
        list_aggregate(cents_of_4_weeks, 'stddev_samp') / 100 as block_4_weeks_spend_std_24w
    from blocks

)

select * from features
