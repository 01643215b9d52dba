{# The tables into which `ml` writes its predictions and what explains them (schema `ml`, sources of the
   prediction marts). They exist, empty, from the first `dbt build` on, so that no build needs a trained model. #}
{% macro create_model_output_tables() %}
    {% set tables = {
        'customer_scores': '
            customer_id string,
            cutoff_date date,
            predicted_spend_30d double,
            predicted_spend_30d_median double,
            predicted_spend_30d_low double,
            predicted_spend_30d_high double,
            purchase_probability_30d double,
            model_id string,
            mart_fingerprint string
        ',
        'backtest_scores': '
            model_name string,
            cutoff_date date,
            customer_id string,
            predicted_spend_30d double,
            predicted_spend_30d_median double,
            predicted_spend_30d_low double,
            predicted_spend_30d_high double,
            purchase_probability_30d double,
            mart_fingerprint string
        ',
        'customer_explanations': '
            customer_id string,
            cutoff_date date,
            position integer,
            feature string,
            feature_value string,
            contribution double,
            model_id string,
            mart_fingerprint string
        ',
        'feature_importance': '
            feature string,
            mean_absolute_contribution double,
            share double,
            direction string,
            in_words string,
            model_id string,
            mart_fingerprint string
        ',
        'partial_dependence': '
            feature string,
            position integer,
            feature_value double,
            predicted_spend_30d double,
            model_id string,
            mart_fingerprint string
        ',
    } %}
    {% if execute %}
        {% do run_query('create schema if not exists ml') %}
        {% for table, columns in tables.items() %}
            {% do run_query('create table if not exists ml.' ~ table ~ ' (' ~ columns ~ ')') %}
        {% endfor %}
    {% endif %}
{% endmacro %}
