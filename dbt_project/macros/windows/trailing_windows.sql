{# The trailing windows in days of the RFM family: each is [cutoff - w days, cutoff). The contract of
   marts.customer_features fixes them: a window more needs its columns there too. #}
{% macro trailing_windows() %}{{ return([7, 30, 90, 180, 365]) }}{% endmacro %}
