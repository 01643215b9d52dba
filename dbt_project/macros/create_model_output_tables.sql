{# The tables into which `ml` writes its predictions and what explains them (schema `ml`, sources of the
   prediction marts). They exist, empty, from the first `dbt build` on, so that no build needs a trained model. #}
{% macro create_model_output_tables() %}
    create schema if not exists ml;
    create table if not exists ml.customer_scores (
        customer_id varchar,
        cutoff_date date,
        predicted_spend_30d double,
        predicted_spend_30d_median double,
        predicted_spend_30d_low double,
        predicted_spend_30d_high double,
        purchase_probability_30d double,
        model_id varchar,
        mart_fingerprint varchar
    );
    create table if not exists ml.backtest_scores (
        model_name varchar,
        cutoff_date date,
        customer_id varchar,
        predicted_spend_30d double,
        predicted_spend_30d_median double,
        predicted_spend_30d_low double,
        predicted_spend_30d_high double,
        purchase_probability_30d double,
        mart_fingerprint varchar
    );
    create table if not exists ml.customer_explanations (
        customer_id varchar,
        cutoff_date date,
        position integer,
        feature varchar,
        feature_value varchar,
        contribution double,
        model_id varchar,
        mart_fingerprint varchar
    );
    create table if not exists ml.feature_importance (
        feature varchar,
        mean_absolute_contribution double,
        share double,
        direction varchar,
        in_words varchar,
        model_id varchar,
        mart_fingerprint varchar
    );
    create table if not exists ml.partial_dependence (
        feature varchar,
        position integer,
        feature_value double,
        predicted_spend_30d double,
        model_id varchar,
        mart_fingerprint varchar
    );
    {% for table in ['customer_scores', 'backtest_scores'] %}
        -- For a warehouse of an earlier version.
        alter table ml.{{ table }} add column if not exists mart_fingerprint varchar;
    {% endfor %}
{% endmacro %}
