{% macro category_share_column(slug) %}category_spend_share_{{ slug }}_365d{% endmacro %}
