{# What formats.yml declares for the file of a table: decimal_sign, date_format and time_zone (none: ISO 8601,
   the business time zone). In a unit test the rows are given, and nothing is declared. #}
{% macro declared_format(table) %}
    {% set format = namespace(decimal_sign='.', date_format=none, time_zone=none) %}
    {% set files = source('raw', 'input_files') %}
    {% if execute and not source('raw', table).is_cte %}
        {% set columns = 'select decimal_sign, date_format, time_zone from ' %}
        {% for row in run_query(columns ~ files ~ " where source_table = '" ~ table ~ "'").rows %}
            {% set format.decimal_sign = row[0] %}
            {% set format.date_format = row[1] %}
            {% set format.time_zone = row[2] %}
        {% endfor %}
    {% endif %}
    {{ return(format) }}
{% endmacro %}
