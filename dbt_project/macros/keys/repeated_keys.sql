{# Keys that stand on more than one record of a typed staging CTE: the first record, and whether the
   copies differ (then none of them can be trusted). Hashes are compared first; only records whose key's
   hash is repeated are looked at again, and none are read when there are none. #}
{% macro repeated_keys(relation, key, columns) %}
    select
        {{ relation }}.{{ key }},
        min({{ relation }}.record_number) as first_record_number,
        min({{ hash_of(columns) }}) != max({{ hash_of(columns) }}) as is_conflicting
    from {{ relation }}
    semi join (
        select {{ hash_of([key]) }} as key_hash
        from {{ relation }}
        group by {{ hash_of([key]) }}
        having count(*) > 1
    ) as repeated_hashes
        on {{ hash_of([relation ~ '.' ~ key]) }} = repeated_hashes.key_hash
    where {{ relation }}.{{ key }} is not null
    group by {{ relation }}.{{ key }}
    having count(*) > 1
{% endmacro %}
