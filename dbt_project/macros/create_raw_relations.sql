{# The raw tables, where the engine does not have them yet. DuckDB has: data.dbt_plugin showed them when it connected. #}
{% macro create_raw_relations() %}
    {% do adapter.dispatch('create_raw_relations', 'spend30')() %}
{% endmacro %}

{% macro duckdb__create_raw_relations() %}
{% endmacro %}

{# Views on the files that `python -m data.landing` wrote: into $DATA_DIR/landed, or wherever the cluster reads
   them (SPARK_RAW_LOCATION). input_files is written last: with it, all of them are there. #}
{% macro spark__create_raw_relations() %}
    {% if execute %}
        {% set location = env_var('SPARK_RAW_LOCATION', '') or (env_var('DATA_DIR', '') or 'data') ~ '/landed' %}
        {# In a path, Spark takes these for a pattern. #}
        {% set path = modules.re.sub('([\\\\\[\]{}*?])', '\\\\\\1', location) | replace('`', '``') %}
        {% set missing %}
            begin
                declare exit handler for sqlstate '42K03' begin select 'missing'; end;
                select 'there' from parquet.`{{ path }}/input_files.parquet` limit 0;
            end
        {% endset %}
        {% do require(
            run_query(missing).rows | length == 0,
            location ~ ' does not hold the raw tables as they are now: run `python -m data.landing` first'
        ) %}
        {% do run_query('create schema if not exists raw') %}
        {% for source in graph.sources.values() if source.source_name == 'raw' %}
            {% set file = 'parquet.`' ~ path ~ '/' ~ source.identifier ~ '.parquet`' %}
            {% do run_query('create or replace view raw.' ~ source.identifier ~ ' as select * from ' ~ file) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
