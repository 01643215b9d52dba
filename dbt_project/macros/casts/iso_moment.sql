{% macro iso_moment() -%}
    \d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?
{%- endmacro %}
