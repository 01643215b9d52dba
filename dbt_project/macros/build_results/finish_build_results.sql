{# After the run. Messages are not kept: they may quote a record. #}
{% macro finish_build_results(results) %}
    {% if execute %}
        {% set done = [] %}
        {% for result in results if result.node.unique_id in graph.nodes %}
            {% set failures = 'null' if result.failures is none else result.failures %}
            {% do done.append(
                "('" ~ result.node.unique_id ~ "', '" ~ result.status ~ "', " ~ failures ~ ", '"
                ~ run_started_at.isoformat() ~ "')"
            ) %}
        {% endfor %}
        {% if done %}
            {% do run_query('insert or replace into quality.build_results values ' ~ done | join(', ')) %}
        {% endif %}
    {% endif %}
{% endmacro %}
