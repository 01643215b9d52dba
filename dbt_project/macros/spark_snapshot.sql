{# Snapshots on Spark without `merge`, which only some table formats have: the history is written anew, with the changes
   that dbt's own strategy finds. create_attribute_history_table has made the table. #}
{% materialization snapshot, adapter='spark' %}
    {% set history = load_relation(
        api.Relation.create(schema=model.schema, identifier=model.alias, type='table')
    ) %}
    {% set changes = make_temp_table(history, 'changes') %}
    {% set next_history = make_temp_table(history, 'next') %}
    {% set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() %}
    {% set strategy = strategy_dispatch(config.get('strategy'))(
        model, 'snapshotted_data', 'source_data', model['config'], true
    ) %}
    {% set columns = adapter.get_columns_in_relation(history) | map(attribute='name') | list %}

    {{ run_hooks(pre_hooks) }}
    {% do run_query(create_table_as(false, changes, snapshot_staging_table(strategy, model['compiled_code'], history))) %}
    {% set rewritten %}
        select
            {%- for column in columns %}
                {% if column == names.dbt_valid_to -%}
                    coalesce(closed.{{ column }}, history.{{ column }}) as {{ column }}
                {%- else -%}
                    history.{{ column }}
                {%- endif -%}
                {{ ',' if not loop.last }}
            {%- endfor %}
        from {{ history }} as history
        left join {{ changes }} as closed
            on history.{{ names.dbt_scd_id }} = closed.{{ names.dbt_scd_id }}
            and closed.dbt_change_type = 'update'
        union all
        select {{ columns | join(', ') }}
        from {{ changes }}
        where dbt_change_type = 'insert'
    {% endset %}
    {% do run_query(create_table_as(false, next_history, rewritten)) %}
    {% call statement('main') %}
        insert overwrite table {{ history }} select {{ columns | join(', ') }} from {{ next_history }}
    {% endcall %}
    {% do adapter.drop_relation(changes) %}
    {% do adapter.drop_relation(next_history) %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [history]}) }}
{% endmaterialization %}

{# A table beside another one that lives as long as one statement needs it; what an earlier, killed run left is gone. #}
{% macro make_temp_table(relation, suffix) %}
    {% set beside = api.Relation.create(
        schema=relation.schema, identifier=relation.identifier ~ '__' ~ suffix, type='table'
    ) %}
    {% do adapter.drop_relation(beside) %}
    {{ return(beside) }}
{% endmacro %}
