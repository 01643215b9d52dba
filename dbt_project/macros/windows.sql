{# The trailing windows in days: each is [cutoff - w days, cutoff). Families other than RFM use the
   longest, 365 days, which therefore is always among them. #}
{% macro trailing_windows() %}
    {{ return((var('rfm_windows') + [365]) | unique | sort | list) }}
{% endmacro %}
