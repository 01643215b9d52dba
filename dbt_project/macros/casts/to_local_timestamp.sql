{# A moment in the retailer's time zone: ISO 8601 only, so that 03/04/2025 is never guessed, or the format that is
   declared for the file. An offset or Z is converted; without one it is local, or of the time zone that is
   declared. A day without a time is that day everywhere. What Parquet has as a moment needs no reading. #}
{% macro to_local_timestamp(column, format) -%}
    {% set text = clean_text(column) -%}
    {% set clock = local_clock('try_cast(' ~ text ~ ' as timestamp)', format) -%}
    case
        when {{ is_kind(column, 'date') }} then try_cast({{ column }} as timestamp)
        when {{ is_kind(column, 'moment') }}
            then {{ at_zone('try_cast(' ~ column ~ ' as ' ~ moment_type() ~ ')', var('business_time_zone')) }}
        when {{ is_kind(column, 'clock') }}
            then {{ local_clock('try_cast(' ~ column ~ ' as timestamp)', format) }}
        {% if format.date_format %}
            {% set is_moment = modules.re.search('%[HIz]', format.date_format) %}
            {% set parsed = time_or_null(text, format.date_format) %}
            {% if '%z' in format.date_format %}
                else {{ at_zone(parsed, var('business_time_zone')) }}
            {% else %}
                else {{ local_clock(parsed, format) if is_moment else parsed }}
            {% endif %}
        {% else %}
            {% if format.time_zone %}
                when {{ is_match(text, '\\d{4}-\\d{2}-\\d{2}') }} then try_cast({{ text }} as timestamp)
            {% endif %}
            when {{ is_match(text, iso_moment()) }} then {{ clock }}
            when {{ is_match(text, '\\d{4}-\\d{2}-\\d{2}' ~ iso_time() ~ '(Z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?)') }}
                then {{ at_zone('try_cast(' ~ text ~ ' as ' ~ moment_type() ~ ')', var('business_time_zone')) }}
        {% endif %}
    end
{%- endmacro %}
