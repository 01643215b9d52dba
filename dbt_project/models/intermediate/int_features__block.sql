-- Net spend in blocks of whole weeks counted back from the cutoff: [cutoff - 7 d, cutoff) is the first.
{% set weeks = block_weeks() %}
with

spine as (

    select
        spine.spine_key,
        spine.customer_key,
        phases.phase,
        (spine.cutoff_date - phases.first_day) // 7 as end_week,
        -- Only weeks that lie within the tenure.
        least({{ weeks }}, rfm.rfm_tenure_days // 7) as full_weeks
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join {{ ref('int_features__rfm') }} as rfm
        on spine.spine_key = rfm.spine_key
    inner join {{ ref('int_week_phases') }} as phases
        on isodow(spine.cutoff_date) = phases.phase

),

-- The oldest week comes first; those after the last sale are added at the end.
week_blocks as (

    select
        spine.spine_key,
        spine.full_weeks,
        list_resize(
            coalesce(weeks.cents[spine.end_week - spine.full_weeks + 1:spine.end_week], []::bigint[]),
            spine.full_weeks,
            0
        ) as cents
    from spine
    left join {{ ref('int_customer_weeks') }} as weeks
        on spine.customer_key = weeks.customer_key
        and spine.phase = weeks.phase

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
