{# The sources `raw.*`. On DuckDB the plugin has made them when dbt connected; on Spark they are views on the files that
   `python -m data.landing` wrote, or on those of the same names at SPARK_RAW_LOCATION. #}
{% macro create_raw_relations() %}{% do adapter.dispatch('create_raw_relations', 'spend30')() %}{% endmacro %}

{% macro duckdb__create_raw_relations() %}{% endmacro %}

{% macro spark__create_raw_relations() %}
    {% if execute %}
        {% set landed = (env_var('DATA_DIR', '') or 'data') ~ '/landed' %}
        {% set location = env_var('SPARK_RAW_LOCATION', '') or landed %}
        {% do run_query('create schema if not exists raw') %}
        {% for source in graph.sources.values() if source.source_name == 'raw' %}
            {% do run_query(
                'create or replace view raw.' ~ source.name
                ~ ' as select * from parquet.`' ~ location ~ '/' ~ source.name ~ '.parquet`'
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
