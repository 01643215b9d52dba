{# The trailing windows in days of the RFM family: each is [cutoff - w days, cutoff). The contract of
   marts.customer_features fixes them: a window more needs its columns there too. The longest is the window of all
   families that have one window only. #}
{% macro trailing_windows() %}{{ return([7, 30, 60, 90, 120, 180, 270, 365]) }}{% endmacro %}
