{# The half-lives in days of the exponentially weighted spend. #}
{% macro half_lives() %}{{ return([30, 90]) }}{% endmacro %}
