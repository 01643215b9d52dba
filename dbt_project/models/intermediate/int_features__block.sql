-- Net spend in blocks of whole weeks counted back from the cutoff: [cutoff - 7 d, cutoff) is the first.
{% set weeks = block_weeks() %}
{% set sums_of_4_weeks = [] %}
{% for block in range(weeks // 4) %}
    {% do sums_of_4_weeks.append(
        list_total(list_part('cents', 'full_weeks - ' ~ (4 * block + 3), 'full_weeks - ' ~ (4 * block)))
    ) %}
{% endfor %}
with

spine as (

    select
        spine.spine_key,
        spine.customer_key,
        phases.phase,
        {{ whole_quotient(days_between('phases.first_day', 'spine.cutoff_date'), 7) }} as end_week,
        -- Only weeks that lie within the tenure.
        least({{ weeks }}, {{ whole_quotient('rfm.rfm_tenure_days', 7) }}) as full_weeks
    from {{ ref('int_customer_cutoffs') }} as spine
    inner join {{ ref('int_features__rfm') }} as rfm
        on spine.spine_key = rfm.spine_key
    inner join {{ ref('int_week_phases') }} as phases
        on {{ iso_weekday('spine.cutoff_date') }} = phases.phase

),

-- The oldest week comes first; those after the last sale are added at the end.
week_blocks as (

    select
        spine.spine_key,
        spine.full_weeks,
        {{ list_padded(
            'coalesce('
            ~ list_part('weeks.cents', 'spine.end_week - spine.full_weeks + 1', 'spine.end_week')
            ~ ', ' ~ empty_list() ~ ')',
            'spine.full_weeks'
        ) }} as cents
    from spine
    left join {{ ref('int_customer_weeks') }} as weeks
        on spine.customer_key = weeks.customer_key
        and spine.phase = weeks.phase

),

blocks as (

    select
        *,
        {{ list_part(list_of(sums_of_4_weeks), 1, whole_quotient('full_weeks', 4)) }} as cents_of_4_weeks
    from week_blocks

),

features as (

    select
        spine_key,
        {{ list_quantile('cents', 0.5) }} / 100 as block_week_spend_median_26w,
        {{ list_quantile('cents', 0.25) }} / 100 as block_week_spend_p25_26w,
        {{ list_quantile('cents', 0.75) }} / 100 as block_week_spend_p75_26w,
        {{ list_std('cents') }} / 100 as block_week_spend_std_26w,
        {{ from_cents(list_largest('cents')) }} as block_week_spend_max_26w,
        {{ list_length(list_where('cents', 'element > 0')) }} / nullif(full_weeks, 0)
            as block_week_active_share_26w,
        {{ list_quantile('cents_of_4_weeks', 0.5) }} / 100 as block_4_weeks_spend_median_24w,
        {{ list_std('cents_of_4_weeks') }} / 100 as block_4_weeks_spend_std_24w
    from blocks

)

select * from features
