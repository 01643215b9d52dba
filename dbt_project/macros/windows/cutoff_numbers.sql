{# The numbers that int_cutoffs can give: one for every labelled cutoff and every backtest cutoff there may be,
   those that are both counted once, and one for the scoring cutoff. #}
{% macro cutoff_numbers() %}
    {% set step_days = whole_number('snapshot_step_days', 1) %}
    {% set horizon = horizon_days() | int %}
    {% set labelled = range(0, step_days * whole_number('snapshot_count', 0), step_days) | list %}
    {% set last_backtest = (labelled[-1] if labelled else 0) - horizon %}
    {% set backtests = range(0, horizon * whole_number('backtest_count', 0), horizon)
        | select('le', last_backtest) | list %}
    {{ return(range(1, (labelled + backtests) | unique | list | length + 2) | list) }}
{% endmacro %}
