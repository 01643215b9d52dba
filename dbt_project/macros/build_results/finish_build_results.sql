{# After the run: what became of each node, and the SQL that made each model (quality.compiled_models), so that the same
   SQL can be run again on other rows. Messages are not kept: they may quote a record. #}
{% macro finish_build_results(results) %}{% do adapter.dispatch('finish_build_results', 'spend30')(results) %}{% endmacro %}

{% macro duckdb__finish_build_results(results) %}
    {% if execute %}
        {% set done = [] %}
        {% set compiled = [] %}
        {% for result in results if result.node.unique_id in graph.nodes %}
            {% set failures = 'null' if result.failures is none else result.failures %}
            {% do done.append(
                "('" ~ result.node.unique_id ~ "', '" ~ result.status ~ "', " ~ failures ~ ", '"
                ~ run_started_at.isoformat() ~ "')"
            ) %}
            {% if result.status == 'success' and result.node.resource_type == 'model' %}
                {% do compiled.append(
                    "('" ~ result.node.unique_id ~ "', '" ~ result.node.schema ~ "', '" ~ result.node.name ~ "', '"
                    ~ result.node.compiled_code | replace("'", "''") ~ "', ['"
                    ~ result.node.depends_on.nodes | join("', '") ~ "'])"
                ) %}
            {% endif %}
        {% endfor %}
        {% if done %}
            {% do run_query('insert or replace into quality.build_results values ' ~ done | join(', ')) %}
        {% endif %}
        {% if compiled %}
            {% do run_query('insert or replace into quality.compiled_models values ' ~ compiled | join(', ')) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{% macro spark__finish_build_results(results) %}{% endmacro %}
