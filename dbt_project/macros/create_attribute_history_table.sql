{# The table of the snapshot customer_attribute_history, empty, from the first command on: `dbt run`,
   which takes no snapshots, then works on a new warehouse too. dbt has listed the tables by then, so
   it is told of this one. #}
{% macro create_attribute_history_table() %}
    {% set history = api.Relation.create(
        database=target.database or none, schema='snapshots', identifier='customer_attribute_history', type='table'
    ) %}
    {% if execute and not load_relation(history) %}
        {% do run_query('create schema if not exists snapshots') %}
        {% set columns %}
            customer_id string, loyalty_status string, segment_id string, checked_at timestamp,
            record_id string, updated_at timestamp, valid_from timestamp, valid_to timestamp
        {% endset %}
        {% do run_query('create table if not exists ' ~ history ~ '(' ~ columns ~ ')') %}
        {% do adapter.cache_added(history) %}
    {% endif %}
{% endmacro %}
