{# Read while dbt compiles: which categories have columns is known only from the data. #}
{% macro category_slugs() %}
    {% set categories = ref('int_categories') %}
    {% if execute and load_relation(categories) %}
        {{ return(run_query('select category_slug, product_category from ' ~ categories ~ ' order by category_rank').rows) }}
    {% endif %}
    {{ return([]) }}
{% endmacro %}
