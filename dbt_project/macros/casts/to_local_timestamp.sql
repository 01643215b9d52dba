{# A moment in the retailer's time zone: ISO 8601 only, so that 03/04/2025 is never guessed, or the format that is
   declared for the file. An offset or Z is converted; without one it is local, or of the time zone that is
   declared. A day without a time is that day everywhere. What Parquet has as a moment needs no reading. #}
{% macro to_local_timestamp(column, format) -%}
    {% set text = clean_text(column) -%}
    {% set business_zone = "at time zone '" ~ var('business_time_zone') ~ "'" -%}
    {% set local -%}
        {% if format.time_zone %}at time zone '{{ format.time_zone }}' {{ business_zone }}{% endif %}
    {%- endset -%}
    case
        when typeof({{ column }}) = 'DATE' then try_cast({{ column }} as timestamp)
        when typeof({{ column }}) = 'TIMESTAMP WITH TIME ZONE'
            then try_cast({{ column }} as timestamptz) {{ business_zone }}
        when typeof({{ column }}) like 'TIMESTAMP%' then try_cast({{ column }} as timestamp) {{ local }}
        {% if format.date_format %}
            {% set is_moment = modules.re.search('%[HIz]', format.date_format) %}
            else try_strptime({{ text }}, '{{ format.date_format | replace("'", "''") }}')
            {{ business_zone if '%z' in format.date_format else (local if is_moment else '') }}
        {% else %}
            {% if format.time_zone %}
                when regexp_full_match({{ text }}, '\d{4}-\d{2}-\d{2}') then try_cast({{ text }} as timestamp)
            {% endif %}
            when regexp_full_match({{ text }}, '{{ iso_moment() }}') then try_cast({{ text }} as timestamp) {{ local }}
            when regexp_full_match({{ text }}, '{{ iso_moment() }} ?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)')
                then try_cast({{ text }} as timestamptz) {{ business_zone }}
        {% endif %}
    end
{%- endmacro %}
