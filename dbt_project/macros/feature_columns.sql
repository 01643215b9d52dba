{# The features of marts.customer_features by what their values are, as its contract says: numbers and labels. Those of
   the categories, which the contract learns from the data, are numbers. #}
{% macro feature_columns() %}
    {% set columns = namespace(numbers=[], labels=[]) %}
    {% set others = ['customer_id', 'cutoff_date', 'future_spend_30d', 'future_orders_30d'] %}
    {% for node in (graph.nodes.values() if execute else []) if node.name == 'customer_features' %}
        {% for column in node.columns.values() if column.name not in others %}
            {% do (columns.labels if column.data_type == 'string' else columns.numbers).append(column.name) %}
        {% endfor %}
    {% endfor %}
    {% for slug, name in category_slugs() %}
        {% set column = category_share_column(slug) %}
        {% if column not in columns.numbers %}{% do columns.numbers.append(column) %}{% endif %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
