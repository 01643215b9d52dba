{# The numbers that int_cutoffs can give: every labelled cutoff there may be, and the scoring cutoff. #}
{% macro cutoff_numbers() %}{{ return(range(1, whole_number('snapshot_count', 0) + 2) | list) }}{% endmacro %}
