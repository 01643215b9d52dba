{# The regular expression of an ISO 8601 day, or moment of a day; 24:00 is no longer one (ISO 8601-1:2019). #}
{% macro iso_moment() -%}
    \d{4}-\d{2}-\d{2}({{ iso_time() }})?
{%- endmacro %}

{% macro iso_time() -%}
    [ T]([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,9})?)?
{%- endmacro %}
