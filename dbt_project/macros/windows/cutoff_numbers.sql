{# The numbers that int_cutoffs can give: every labelled cutoff there may be, and the scoring cutoff. #}
{% macro cutoff_numbers() %}{{ return(range(1, var('snapshot_count') + 2) | list) }}{% endmacro %}
