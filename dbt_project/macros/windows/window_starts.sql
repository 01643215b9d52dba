{# Every age in days at which some feature's window begins. The trend compares the last 30 days with
   the 90 before them, [cutoff - 120 d, cutoff - 30 d). The longest is the window of all families
   that have one window only. #}
{% macro window_starts() %}{{ return((trailing_windows() + [120]) | sort) }}{% endmacro %}
