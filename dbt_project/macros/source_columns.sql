{# The columns of a raw table, in the order in which the sources state them. #}
{% macro source_columns(table) %}
    {% set columns = [] %}
    {% for node in (graph.sources.values() if execute else []) if node.source_name == 'raw' and node.name == table %}
        {% do columns.extend(node.columns.keys() | list) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
