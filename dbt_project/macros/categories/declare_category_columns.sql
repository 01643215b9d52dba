{# A pre-hook of marts.customer_features and marts.backtest_features: the contract then names every column, as it must. The new
   columns stand before the share of all other categories, as they do in the family's model. #}
{% macro declare_category_columns() %}
    {% set declared = dict(model['columns']) %}
    {% do model['columns'].clear() %}
    {% for column_name, column in declared.items() %}
        {% if column_name == category_share_column('other') %}
            {% for slug, category in category_slugs() %}
                {% set share = category_share_column(slug) %}
                {% do model['columns'].update({share: {
                    'name': share,
                    'data_type': 'double',
                    'description': 'Share of the positive line spend of [cutoff - 365 d, cutoff) that went to the category "'
                        ~ category ~ '". NULL without such spend.',
                    'constraints': [],
                    'meta': {},
                    'tags': [],
                    'quote': none,
                }}) %}
            {% endfor %}
        {% endif %}
        {% do model['columns'].update({column_name: column}) %}
    {% endfor %}
{% endmacro %}
