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

{# A pre-hook of marts.customer_features: the contract then names every column, as it must. #}
{% macro declare_category_columns() %}
    {% for slug, name in category_slugs() %}
        {% set column = category_share_column(slug) %}
        {% do model['columns'].update({column: {
            'name': column,
            'data_type': 'double',
            'description': 'Share of the positive line spend of [cutoff - 365 d, cutoff) that went to the category "'
                ~ name ~ '"; NULL without such spend.',
            'constraints': [],
            'meta': {},
            'tags': [],
            'quote': none,
        }}) %}
    {% endfor %}
{% endmacro %}
