{# The verdicts on a record and its key, in the order of the contract; further WHENs may follow. #}
{% macro key_verdicts(relation, key) %}
            when {{ relation }}.unreadable_reason is not null then {{ relation }}.unreadable_reason
            when {{ relation }}.{{ key }} is null then 'missing_key'
            when
                not repeated.is_conflicting
                and {{ relation }}.record_number > repeated.first_record_number
                then 'duplicate_key'
            when repeated.is_conflicting then 'conflicting_key'
{%- endmacro %}
