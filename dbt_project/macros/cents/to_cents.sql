{# Money is summed as whole cents: exact, and cheaper than decimals of 128 bits. #}
{% macro to_cents(amount) %}({{ amount }} * 100)::bigint{% endmacro %}
