{# Keys that stand on more than one record of a typed staging CTE: the first record, and whether the
   copies differ (then none of them can be trusted). Only repeated keys are looked at twice. #}
{% macro repeated_keys(relation, key, columns) %}
    select
        {{ relation }}.{{ key }},
        min({{ relation }}.record_number) as first_record_number,
        min(hash({{ columns | join(', ') }})) != max(hash({{ columns | join(', ') }})) as is_conflicting
    from {{ relation }}
    semi join (
        select {{ key }}
        from {{ relation }}
        group by {{ key }}
        having count(*) > 1
    ) as repeated
        on {{ relation }}.{{ key }} = repeated.{{ key }}
    group by {{ relation }}.{{ key }}
{% endmacro %}
