{# The channels, in the order of the contract; `other` is any other value of the header's column. #}
{% macro channels() %}{{ return(['in_store', 'web', 'mobile', 'other']) }}{% endmacro %}
