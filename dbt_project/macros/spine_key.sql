{# One integer that names a customer and a cutoff: to group and to join by it costs half of what the id
   and the date cost. It holds for one build; people use customer_id and cutoff_date. #}
{% macro spine_key(customer_key, cutoff_number) -%}
    ({{ customer_key }} * 100000 + {{ cutoff_number }})
{%- endmacro %}
