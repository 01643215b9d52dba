{# How raw values become typed values. Each macro yields NULL for what it cannot read, so that the
   staging model can tell "missing" from "invalid" by looking at the raw value beside it. #}

{# A raw value as text: trimmed, NFC, and NULL where the file says "nothing". The first case is what nearly
   every value is, found without trimming it. (`in` would become a join for each of the lists.) #}
{% macro clean_text(column) -%}
    {% set value = column ~ '::varchar' %}
    {% set trimmed = "trim(" ~ value ~ ", e' \\t\\r\\n')" %}
    nfc_normalize(
        case
            when strlen({{ value }}) > 4 and ({{ value }})[1] > ' ' and ({{ value }})[-1] > ' ' then {{ value }}
            when list_contains(['', 'NULL', 'null', 'N/A', 'NaN', 'nan'], {{ trimmed }}) then null
            else {{ trimmed }}
        end
    )
{%- endmacro %}

{# Money in cents precision. Text with a currency sign, thousands separator, inf or NaN is NULL. #}
{% macro to_amount(column) -%}
    try_cast({{ clean_text(column) }} as decimal(18, 2))
{%- endmacro %}

{# A calendar day: ISO 8601 only, so that 03/04/2025 is never guessed. #}
{% macro to_day(column) -%}
    {{ to_local_timestamp(column) }}::date
{%- endmacro %}

{# A moment in the retailer's time zone. ISO 8601; an offset or Z is converted, no offset is local. What
   Parquet has as a moment already needs no reading. #}
{% macro to_local_timestamp(column) -%}
    case
        when typeof({{ column }}) in ('TIMESTAMP', 'DATE') then try_cast({{ column }} as timestamp)
        when regexp_full_match({{ clean_text(column) }}, '{{ iso_moment() }}')
            then try_cast({{ clean_text(column) }} as timestamp)
        when regexp_full_match({{ clean_text(column) }}, '{{ iso_moment() }} ?(Z|[+-]\d{2}(:?\d{2})?)')
            then try_cast({{ clean_text(column) }} as timestamptz) at time zone '{{ var("business_time_zone") }}'
    end
{%- endmacro %}

{% macro iso_moment() -%}
    \d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?
{%- endmacro %}

{# The digits of a phone number; NULL without any. #}
{% macro phone_digits(column) -%}
    nullif(regexp_replace({{ clean_text(column) }}, '[^0-9]', '', 'g'), '')
{%- endmacro %}
