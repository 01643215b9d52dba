{# What became of each model, snapshot and test when it was last run: quality.build_results. `make publish` asks
   it, so that what failed, or was never tested, is not published. A node counts as "started" until its run is
   over, and so does every test of a model that is built anew. On Spark there is
   nothing to publish from, and no table that rows can be replaced in. #}
{% macro start_build_results() %}{% do adapter.dispatch('start_build_results', 'spend30')() %}{% endmacro %}

{% macro duckdb__start_build_results() %}
    {% if execute %}
        {% do run_query('create schema if not exists quality') %}
        {% set columns = 'node_id varchar primary key, status varchar, failures bigint, run_at varchar' %}
        {% do run_query('create table if not exists quality.build_results (' ~ columns ~ ')') %}
        {% set columns = 'node_id varchar primary key, schema_name varchar, model_name varchar, compiled_sql varchar, '
            ~ 'parents varchar[]' %}
        {% do run_query('create table if not exists quality.compiled_models (' ~ columns ~ ')') %}
        {% set started = [] %}
        {% for id, node in graph.nodes.items() %}
            {% set is_touched = id in selected_resources or (
                node.resource_type == 'test'
                and node.depends_on.nodes | select('in', selected_resources) | list
                and flags.WHICH != 'test'
            ) %}
            {% if is_touched and flags.WHICH in ('build', 'run', 'snapshot', 'test') %}
                {% do started.append("('" ~ id ~ "', 'started', null, '" ~ run_started_at.isoformat() ~ "')") %}
            {% endif %}
        {% endfor %}
        {% if started %}
            {% do run_query('insert or replace into quality.build_results values ' ~ started | join(', ')) %}
        {% endif %}
        {% set known = graph.nodes.keys() | list | join("', '") %}
        {% for table in ('build_results', 'compiled_models') %}
            {% do run_query("delete from quality." ~ table ~ " where node_id not in ('" ~ known ~ "')") %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{% macro spark__start_build_results() %}{% endmacro %}
