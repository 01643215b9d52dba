{# How many weeks before the cutoff are blocks of the family `block`, and in how many blocks of four weeks they are
   looked at once more. The names of the columns state both. #}
{% macro block_weeks() %}{{ return(26) }}{% endmacro %}
