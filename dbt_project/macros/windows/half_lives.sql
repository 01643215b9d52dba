{# The half-lives in days of the exponentially weighted purchases and spend. #}
{% macro half_lives() %}{{ return([14, 30, 60, 90, 180]) }}{% endmacro %}
