{# Which categories have columns is known only from the data (int_categories). These macros read that
   table while dbt compiles: one lists the slugs, the other adds the columns to the enforced contract
   of the mart, with the type and the description of the column pattern. #}

{% macro category_slugs() %}
    {% set categories = ref('int_categories') %}
    {% if execute and load_relation(categories) %}
        {{ return(run_query('select category_slug, product_category from ' ~ categories ~ ' order by category_rank').rows) }}
    {% endif %}
    {{ return([]) }}
{% endmacro %}

{% macro category_share_column(slug) %}category_spend_share_{{ slug }}_365d{% endmacro %}

{# A pre-hook of marts.customer_features: the contract then names every column, as it must. The new
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
