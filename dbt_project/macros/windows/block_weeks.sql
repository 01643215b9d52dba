{# How many weeks before the cutoff the family `block` looks at. Not a variable: the names of the columns state it. #}
{% macro block_weeks() %}{{ return(26) }}{% endmacro %}
