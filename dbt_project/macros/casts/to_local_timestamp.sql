{# A moment in the retailer's time zone. ISO 8601; an offset or Z is converted, no offset is local. What
   Parquet has as a moment already needs no reading. #}
{% macro to_local_timestamp(column) -%}
    case
        when typeof({{ column }}) in ('TIMESTAMP', 'DATE') then try_cast({{ column }} as timestamp)
        when regexp_full_match({{ clean_text(column) }}, '{{ iso_moment() }}')
            then try_cast({{ clean_text(column) }} as timestamp)
        when regexp_full_match({{ clean_text(column) }}, '{{ iso_moment() }} ?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)')
            then try_cast({{ clean_text(column) }} as timestamptz) at time zone '{{ var("business_time_zone") }}'
    end
{%- endmacro %}
