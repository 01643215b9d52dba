{# The trailing windows in days of the RFM family: each is [cutoff - w days, cutoff). The contract of
   marts.customer_features fixes them: a window more needs its columns there too. #}
{% macro trailing_windows() %}{{ return([7, 30, 90, 180, 365]) }}{% endmacro %}

{# Every age in days at which some feature's window begins. The trend compares the last 30 days with
   the 90 before them, [cutoff - 120 d, cutoff - 30 d). The longest is the window of all families
   that have one window only. #}
{% macro window_starts() %}{{ return((trailing_windows() + [120]) | sort) }}{% endmacro %}

{# The half-lives in days of the exponentially weighted spend. #}
{% macro half_lives() %}{{ return([30, 90]) }}{% endmacro %}

{# The channels, in the order of the contract; `other` is any other value of the header's column. #}
{% macro channels() %}{{ return(['in_store', 'web', 'mobile', 'other']) }}{% endmacro %}
