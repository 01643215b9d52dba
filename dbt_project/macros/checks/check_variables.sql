{# Every variable of dbt_project.yml, checked before anything is built: what is meant is said in words, and a
   misspelled name is no silent default. #}
{% macro check_variables() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set numbers = {'max_rejected_share': (0, 1), 'max_amount': (0.01, 1000000000000)} %}
    {% set whole_numbers = {
        'snapshot_step_days': 1, 'snapshot_count': 0, 'backtest_count': 0, 'min_history_days': -36500,
        'category_column_count': 0
    } %}
    {% set others = ['as_of_date', 'business_time_zone', 'category_columns', 'trust_current_attributes'] %}
    {% for name in invocation_args_dict.get('vars', {}) %}
        {% do require(
            name in numbers or name in whole_numbers or name in others,
            name ~ ' is no variable of this project; they stand in dbt_project/dbt_project.yml'
        ) %}
    {% endfor %}
    {% for name, minimum in whole_numbers.items() %}
        {% do require(
            whole_number(name, minimum) <= 36500, name ~ ' must be 36500 at most, but is ' ~ var(name)
        ) %}
    {% endfor %}
    {% for name, (least, most) in numbers.items() %}
        {% set given = var(name) %}
        {% do require(
            given is number and given is not boolean and least <= given and given <= most,
            name ~ ' must be a number from ' ~ least ~ ' to ' ~ most ~ ', but is ' ~ given
        ) %}
    {% endfor %}
    {% set given = var('trust_current_attributes') %}
    {% do require(given is boolean, 'trust_current_attributes must be true or false, but is ' ~ given) %}
    {% set given = var('category_columns') %}
    {% do require(
        given is sequence and given is not string and given | reject('string') | list | length == 0
        and given | unique(case_sensitive=true) | list | length == given | length,
        'category_columns must be a list of different names, but is ' ~ given
    ) %}
    {% set zone = var('business_time_zone') | string %}
    {% do require(
        zone in modules.pytz.all_timezones_set, 'business_time_zone must be a name such as America/New_York, but is ' ~ zone
    ) %}
    {% if as_of_date() %}
        {% set day = run_query("select try_cast('" ~ as_of_date() ~ "' as date)").rows[0][0] %}
        {% do require(day is not none, 'as_of_date must be a day of the calendar, but is ' ~ as_of_date()) %}
    {% endif %}
{% endmacro %}
