{# Where DuckDB and Spark say the same in other words. Everything else in this project is SQL that both take. Each macro
   is tested on the engine that builds: dbt_project/tests/assert_engines_agree.sql. #}

{# --- Columns, CTEs, order ------------------------------------------------------------------------------------- #}

{# All columns of a relation but these; it follows a star. #}
{% macro without(columns) %}{{ return(adapter.dispatch('without', 'spend30')(columns)) }}{% endmacro %}
{% macro duckdb__without(columns) %}exclude ({{ columns }}){% endmacro %}
{% macro spark__without(columns) %}except ({{ columns }}){% endmacro %}

{# A CTE that DuckDB should not write down although it is used twice; Spark never does. #}
{% macro not_materialized() %}{{ return(adapter.dispatch('not_materialized', 'spend30')()) }}{% endmacro %}
{% macro duckdb__not_materialized() %}not materialized{% endmacro %}
{% macro spark__not_materialized() %}{% endmacro %}

{# The end of a query whose rows are later added up by these columns: they lie side by side. #}
{% macro side_by_side(columns) %}{{ return(adapter.dispatch('side_by_side', 'spend30')(columns)) }}{% endmacro %}
{% macro duckdb__side_by_side(columns) %}order by {{ columns }}{% endmacro %}
{% macro spark__side_by_side(columns) %}cluster by {{ columns }}{% endmacro %}

{# --- Numbers -------------------------------------------------------------------------------------------------- #}

{# How often one whole number fits into another. #}
{% macro whole_quotient(dividend, divisor) %}{{ return(adapter.dispatch('whole_quotient', 'spend30')(dividend, divisor)) }}{% endmacro %}
{% macro duckdb__whole_quotient(dividend, divisor) %}({{ dividend }}) // ({{ divisor }}){% endmacro %}
{% macro spark__whole_quotient(dividend, divisor) %}({{ dividend }}) div ({{ divisor }}){% endmacro %}

{# The type of whole numbers of more than 18 digits. #}
{% macro wide_integer() %}{{ return(adapter.dispatch('wide_integer', 'spend30')()) }}{% endmacro %}
{% macro duckdb__wide_integer() %}hugeint{% endmacro %}
{% macro spark__wide_integer() %}decimal(38, 0){% endmacro %}

{# A float as the nearest whole number of a type, halves to the even one. #}
{% macro rounded_to(type, number) %}{{ return(adapter.dispatch('rounded_to', 'spend30')(type, number)) }}{% endmacro %}
{% macro duckdb__rounded_to(type, number) %}({{ number }})::{{ type }}{% endmacro %}
{% macro spark__rounded_to(type, number) %}rint({{ number }})::{{ type }}{% endmacro %}

{# A whole number below 2^52, evenly spread and the same everywhere: 13 hexadecimal digits of the md5. #}
{% macro md5_number(text) %}{{ return(adapter.dispatch('md5_number', 'spend30')(text)) }}{% endmacro %}
{% macro duckdb__md5_number(text) %}('0x' || left(md5({{ text }}), 13))::bigint{% endmacro %}
{% macro spark__md5_number(text) %}conv(left(md5({{ text }}), 13), 16, 10)::bigint{% endmacro %}

{# A hash of columns, NULL being a value; it holds within one query, for each engine has its own. #}
{% macro hash_of(columns) %}{{ return(adapter.dispatch('hash_of', 'spend30')(columns)) }}{% endmacro %}
{% macro duckdb__hash_of(columns) %}hash({{ columns | join(', ') }}){% endmacro %}
{% macro spark__hash_of(columns) -%}
    xxhash64({% for column in columns %}{{ column }}, {{ column }} is null{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{# A text that changes when any value of any row changes, in whatever order the rows come. #}
{% macro fingerprint_of(relation) %}{{ return(adapter.dispatch('fingerprint_of', 'spend30')(relation)) }}{% endmacro %}
{% macro duckdb__fingerprint_of(relation) %}coalesce(bit_xor(hash({{ relation }})), 0)::string{% endmacro %}
{% macro spark__fingerprint_of(relation) -%}
    coalesce(bit_xor(xxhash64(to_json(struct({{ relation }}.*), map('ignoreNullFields', 'false')))), 0)::string
{%- endmacro %}

{# --- Days and moments ----------------------------------------------------------------------------------------- #}

{# Days from one date to another. #}
{% macro days_between(earlier, later) %}{{ return(adapter.dispatch('days_between', 'spend30')(earlier, later)) }}{% endmacro %}
{% macro duckdb__days_between(earlier, later) %}(({{ later }}) - ({{ earlier }})){% endmacro %}
{% macro spark__days_between(earlier, later) %}datediff({{ later }}, {{ earlier }})::bigint{% endmacro %}

{# 1 for Monday to 7 for Sunday. #}
{% macro iso_weekday(day) %}{{ return(adapter.dispatch('iso_weekday', 'spend30')(day)) }}{% endmacro %}
{% macro duckdb__iso_weekday(day) %}isodow({{ day }}){% endmacro %}
{% macro spark__iso_weekday(day) %}(weekday({{ day }}) + 1)::bigint{% endmacro %}

{# Microseconds since 1970: a number, so that a minus sign puts the latest first. #}
{% macro microseconds(moment) %}{{ return(adapter.dispatch('microseconds', 'spend30')(moment)) }}{% endmacro %}
{% macro duckdb__microseconds(moment) %}epoch_us({{ moment }}){% endmacro %}
{% macro spark__microseconds(moment) %}unix_micros({{ moment }}){% endmacro %}

{# The type of a moment, as opposed to what the clocks of some place show. #}
{% macro moment_type() %}{{ return(adapter.dispatch('moment_type', 'spend30')()) }}{% endmacro %}
{% macro duckdb__moment_type() %}timestamptz{% endmacro %}
{% macro spark__moment_type() %}timestamp{% endmacro %}

{# A text read by a pattern of strptime; NULL where it does not fit. Spark's patterns name the same in letters. #}
{% macro time_or_null(text, format) %}{{ return(adapter.dispatch('time_or_null', 'spend30')(text, format)) }}{% endmacro %}
{% macro duckdb__time_or_null(text, format) %}try_strptime({{ text }}, '{{ format | replace("'", "''") }}'){% endmacro %}
{% macro spark__time_or_null(text, format) -%}
    {% set letters = {
        'Y': 'yyyy', 'y': 'yy', 'm': 'M', 'd': 'd', 'b': 'MMM', 'B': 'MMMM', 'H': 'H', 'I': 'h', 'M': 'm', 'S': 's', 'p': 'a',
        'f': '[SSSSSSSSS][SSSSSS][SSS]', 'z': '[XXX][XX][X]'
    } -%}
    {% set parts = [] -%}
    {% for between, directive in modules.re.findall('([^%]*)(%.|$)', format) -%}
        {% do parts.append("''" ~ between | replace("'", "''''") ~ "''" if between) -%}
        {% do parts.append(letters[directive[1:]] if directive) -%}
    {% endfor -%}
    try_to_timestamp({{ text }}, '{{ parts | select | join }}')
{%- endmacro %}

{# What the clocks of a time zone show at a moment. Spark keeps both as timestamps of a session in UTC. #}
{% macro at_zone(moment, zone) %}{{ return(adapter.dispatch('at_zone', 'spend30')(moment, zone)) }}{% endmacro %}
{% macro duckdb__at_zone(moment, zone) %}{{ moment }} at time zone '{{ zone }}'{% endmacro %}
{% macro spark__at_zone(moment, zone) %}from_utc_timestamp({{ moment }}, '{{ zone }}'){% endmacro %}

{# The moment at which the clocks of a time zone show this. #}
{% macro of_zone(clock, zone) %}{{ return(adapter.dispatch('of_zone', 'spend30')(clock, zone)) }}{% endmacro %}
{% macro duckdb__of_zone(clock, zone) %}{{ clock }} at time zone '{{ zone }}'{% endmacro %}
{% macro spark__of_zone(clock, zone) %}to_utc_timestamp({{ clock }}, '{{ zone }}'){% endmacro %}

{# --- Lists ---------------------------------------------------------------------------------------------------- #}

{% macro list_of(items) %}{{ return(adapter.dispatch('list_of', 'spend30')(items)) }}{% endmacro %}
{% macro duckdb__list_of(items) %}[{{ items | join(', ') }}]{% endmacro %}
{% macro spark__list_of(items) %}array({{ items | join(', ') }}){% endmacro %}

{# No whole numbers yet: what others are added to. #}
{% macro empty_list() %}{{ return(adapter.dispatch('empty_list', 'spend30')()) }}{% endmacro %}
{% macro duckdb__empty_list() %}[]::bigint[]{% endmacro %}
{% macro spark__empty_list() %}array()::array<bigint>{% endmacro %}

{# The whole numbers below a count, from 0. #}
{% macro numbers_below(count) %}{{ return(adapter.dispatch('numbers_below', 'spend30')(count)) }}{% endmacro %}
{% macro duckdb__numbers_below(count) %}range({{ count }})::integer[]{% endmacro %}
{% macro spark__numbers_below(count) %}{% if count > 0 %}sequence(0, {{ count - 1 }}){% else %}array()::array<int>{% endif %}{% endmacro %}

{# Each day from one to another, both included. #}
{% macro days_from_to(first, last) %}{{ return(adapter.dispatch('days_from_to', 'spend30')(first, last)) }}{% endmacro %}
{% macro duckdb__days_from_to(first, last) %}generate_series({{ first }}, {{ last }}, interval 1 day)::date[]{% endmacro %}
{% macro spark__days_from_to(first, last) %}sequence({{ first }}, {{ last }}){% endmacro %}

{# A row for each element of a list. #}
{% macro each_of(list) %}{{ return(adapter.dispatch('each_of', 'spend30')(list)) }}{% endmacro %}
{% macro duckdb__each_of(list) %}unnest({{ list }}){% endmacro %}
{% macro spark__each_of(list) %}explode({{ list }}){% endmacro %}

{# A row for each place in lists of equal length, a column for each of them: {column: list}. #}
{% macro each_of_all(lists) %}{{ return(adapter.dispatch('each_of_all', 'spend30')(lists)) }}{% endmacro %}
{% macro duckdb__each_of_all(lists) -%}
    {% for column, list in lists.items() %}unnest({{ list }}) as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}
{% macro spark__each_of_all(lists) -%}
    inline(arrays_zip({{ lists.values() | join(', ') }})) as ({{ lists.keys() | join(', ') }})
{%- endmacro %}

{# An aggregate: the values in the order of another column, which has no equals. #}
{% macro ordered_list(column, ordering) %}{{ return(adapter.dispatch('ordered_list', 'spend30')(column, ordering)) }}{% endmacro %}
{% macro duckdb__ordered_list(column, ordering) %}list({{ column }} order by {{ ordering }}){% endmacro %}
{% macro spark__ordered_list(column, ordering) -%}
    transform(
        array_sort(collect_list(struct({{ ordering }} as place, {{ column }} as element))), pair -> pair.element
    )
{%- endmacro %}

{# An aggregate: the value that comes first in the ascending order of other columns. #}
{% macro first_by(column, orderings) %}{{ return(adapter.dispatch('first_by', 'spend30')(column, orderings)) }}{% endmacro %}
{% macro duckdb__first_by(column, orderings) %}first({{ column }} order by {{ orderings | join(', ') }}){% endmacro %}
{% macro spark__first_by(column, orderings) %}min_by({{ column }}, struct({{ orderings | join(', ') }})){% endmacro %}

{# The elements from one place to another, counted from 1; places that the list has not are left out. #}
{% macro list_part(list, first, last) %}{{ return(adapter.dispatch('list_part', 'spend30')(list, first, last)) }}{% endmacro %}
{% macro duckdb__list_part(list, first, last) %}({{ list }})[greatest({{ first }}, 1):greatest({{ last }}, 0)]{% endmacro %}
{% macro spark__list_part(list, first, last) -%}
    slice(
        {{ list }}, greatest({{ first }}, 1)::int, greatest(({{ last }}) - greatest({{ first }}, 1) + 1, 0)::int
    )
{%- endmacro %}

{# A list of whole numbers, made this long by zeros at its end. #}
{% macro list_padded(list, length) %}{{ return(adapter.dispatch('list_padded', 'spend30')(list, length)) }}{% endmacro %}
{% macro duckdb__list_padded(list, length) %}list_resize({{ list }}, {{ length }}, 0){% endmacro %}
{% macro spark__list_padded(list, length) -%}
    ({{ list }} || array_repeat(0::bigint, greatest({{ length }} - size({{ list }}), 0)::int))
{%- endmacro %}

{% macro list_length(list) %}{{ return(adapter.dispatch('list_length', 'spend30')(list)) }}{% endmacro %}
{% macro duckdb__list_length(list) %}len({{ list }}){% endmacro %}
{% macro spark__list_length(list) %}array_size({{ list }}){% endmacro %}

{# The elements for which a condition on `element` holds. #}
{% macro list_where(list, condition) %}{{ return(adapter.dispatch('list_where', 'spend30')(list, condition)) }}{% endmacro %}
{% macro duckdb__list_where(list, condition) %}list_filter({{ list }}, lambda element: {{ condition }}){% endmacro %}
{% macro spark__list_where(list, condition) %}filter({{ list }}, element -> {{ condition }}){% endmacro %}

{% macro list_total(list) %}{{ return(adapter.dispatch('list_total', 'spend30')(list)) }}{% endmacro %}
{% macro duckdb__list_total(list) %}list_sum({{ list }}){% endmacro %}
{% macro spark__list_total(list) %}case when size({{ list }}) > 0 then aggregate({{ list }}, 0::bigint, (total, element) -> total + element) end{% endmacro %}

{% macro list_largest(list) %}{{ return(adapter.dispatch('list_largest', 'spend30')(list)) }}{% endmacro %}
{% macro duckdb__list_largest(list) %}list_max({{ list }}){% endmacro %}
{% macro spark__list_largest(list) %}array_max({{ list }}){% endmacro %}

{% macro list_last(list) %}{{ return(adapter.dispatch('list_last', 'spend30')(list)) }}{% endmacro %}
{% macro duckdb__list_last(list) %}({{ list }})[-1]{% endmacro %}
{% macro spark__list_last(list) %}try_element_at({{ list }}, -1){% endmacro %}

{# A quantile between the two nearest elements; NULL of no elements. #}
{% macro list_quantile(list, share) %}{{ return(adapter.dispatch('list_quantile', 'spend30')(list, share)) }}{% endmacro %}
{% macro duckdb__list_quantile(list, share) %}list_aggregate({{ list }}, 'quantile_cont', {{ share }}){% endmacro %}
{% macro spark__list_quantile(list, share) -%}
    {% set place = '(' ~ share ~ 'D * (size(' ~ list ~ ') - 1))' -%}
    {% set below = 'sort_array(' ~ list ~ ')[floor(' ~ place ~ ')::int]' -%}
    {% set above = 'sort_array(' ~ list ~ ')[ceil(' ~ place ~ ')::int]' -%}
    case when size({{ list }}) > 0 then {{ below }} + ({{ above }} - {{ below }}) * ({{ place }} - floor({{ place }})) end
{%- endmacro %}

{# The sample standard deviation; NULL of fewer than two elements. #}
{% macro list_std(list) %}{{ return(adapter.dispatch('list_std', 'spend30')(list)) }}{% endmacro %}
{% macro duckdb__list_std(list) %}list_aggregate({{ list }}, 'stddev_samp'){% endmacro %}
{% macro spark__list_std(list) -%}
    {% set mean = '(' ~ spark__list_total(list) ~ ') / size(' ~ list ~ ')' -%}
    case
        when size({{ list }}) > 1
            then
                sqrt(
                    aggregate(
                        transform({{ list }}, element -> power(element - {{ mean }}, 2)),
                        0D, (total, element) -> total + element
                    ) / (size({{ list }}) - 1)
                )
    end
{%- endmacro %}

{# --- Text ----------------------------------------------------------------------------------------------------- #}

{# Every match of a regular expression replaced; `\1` in the replacement is what the first group matched. #}
{% macro replaced(text, expression, replacement) %}{{ return(adapter.dispatch('replaced', 'spend30')(text, expression, replacement)) }}{% endmacro %}
{% macro duckdb__replaced(text, expression, replacement) -%}
    regexp_replace({{ text }}, '{{ expression }}', '{{ replacement }}', 'g')
{%- endmacro %}
{% macro spark__replaced(text, expression, replacement) -%}
    regexp_replace({{ text }}, r'{{ expression }}', '{{ replacement | replace('\\', '$') }}')
{%- endmacro %}

{# Whether a regular expression is found in a text. #}
{% macro has_match(text, expression) %}{{ return(adapter.dispatch('has_match', 'spend30')(text, expression)) }}{% endmacro %}
{% macro duckdb__has_match(text, expression) %}regexp_matches({{ text }}, '{{ expression }}'){% endmacro %}
{% macro spark__has_match(text, expression) %}({{ text }}) rlike r'{{ expression }}'{% endmacro %}

{# Whether a regular expression describes a text as a whole. #}
{% macro is_match(text, expression) %}{{ return(adapter.dispatch('is_match', 'spend30')(text, expression)) }}{% endmacro %}
{% macro duckdb__is_match(text, expression) %}regexp_full_match({{ text }}, '{{ expression }}'){% endmacro %}
{% macro spark__is_match(text, expression) %}({{ text }}) rlike r'^(?:{{ expression }})\z'{% endmacro %}

{# Bytes of a text: more than its letters where not all are ASCII. #}
{% macro byte_length(text) %}{{ return(adapter.dispatch('byte_length', 'spend30')(text)) }}{% endmacro %}
{% macro duckdb__byte_length(text) %}strlen({{ text }}){% endmacro %}
{% macro spark__byte_length(text) %}octet_length({{ text }}){% endmacro %}

{# A text in Unicode's normal form C; an empty one may come of NULL. Spark has no function for it, but the ICU library
   that has. #}
{% macro composed(text) %}{{ return(adapter.dispatch('composed', 'spend30')(text)) }}{% endmacro %}
{% macro duckdb__composed(text) %}nfc_normalize({{ text }}){% endmacro %}
{% macro spark__composed(text) %}java_method('com.ibm.icu.text.Normalizer', 'compose', coalesce({{ text }}, ''), false){% endmacro %}

{# A text without accents. #}
{% macro unaccented(text) %}{{ return(adapter.dispatch('unaccented', 'spend30')(text)) }}{% endmacro %}
{% macro duckdb__unaccented(text) %}strip_accents({{ text }}){% endmacro %}
{% macro spark__unaccented(text) -%}
    regexp_replace(
        java_method('com.ibm.icu.text.Normalizer', 'decompose', coalesce({{ text }}, ''), false), r'\p{Mn}', ''
    )
{%- endmacro %}

{# --- Raw values ----------------------------------------------------------------------------------------------- #}

{# The types of raw columns by what is_kind calls them. #}
{% macro raw_types() %}{{ return(adapter.dispatch('raw_types', 'spend30')()) }}{% endmacro %}
{% macro duckdb__raw_types() %}{{ return({
    'text': ['varchar'],
    'float': ['float', 'double'],
    'exact': ['decimal', 'tinyint', 'smallint', 'integer', 'bigint', 'utinyint', 'usmallint', 'uinteger', 'ubigint'],
    'date': ['date'],
    'moment': ['timestamp with time zone'],
    'clock': ['timestamp', 'timestamp_s', 'timestamp_ms', 'timestamp_ns'],
}) }}{% endmacro %}
{% macro spark__raw_types() %}{{ return({
    'text': ['string'],
    'float': ['float', 'double'],
    'exact': ['decimal', 'tinyint', 'smallint', 'int', 'bigint'],
    'date': ['date'],
    'moment': ['timestamp'],
    'clock': ['timestamp_ntz'],
}) }}{% endmacro %}

{# A raw float as text, a whole number without its .0; NULL for NaN. #}
{% macro float_text(column) %}{{ return(adapter.dispatch('float_text', 'spend30')(column)) }}{% endmacro %}
{% macro duckdb__float_text(column) %}nullif(regexp_replace({{ column }}::string, '^-?nan$|\.0$', ''), ''){% endmacro %}
{% macro spark__float_text(column) -%}
    nullif(regexp_replace(
        case
            when abs({{ column }}::string::double) < 1e15 then format_string('%.9f', {{ column }}::string::double)
            else {{ column }}::string
        end,
        r'^-?NaN\z|[.]?0*\z', ''
    ), '')
{%- endmacro %}

{# A text with this decimal sign as a number; NULL for a thousands separator, and for what is not a number in plain
   digits. DuckDB's cast overlooks underscores; Spark's reads digits of other scripts, too. #}
{% macro number_or_null(text, decimal_sign, type) %}{{ return(adapter.dispatch('number_or_null', 'spend30')(text, decimal_sign, type)) }}{% endmacro %}
{% macro duckdb__number_or_null(text, decimal_sign, type) -%}
    {% if decimal_sign == '.' -%}
        try_cast(case when not contains({{ text }}, '_') then {{ text }} end as {{ type }})
    {%- else -%}
        try_cast(
            case when not regexp_matches({{ text }}, '[_.]') then replace({{ text }}, '{{ decimal_sign }}', '.') end as {{ type }}
        )
    {%- endif %}
{%- endmacro %}
{% macro spark__number_or_null(text, decimal_sign, type) -%}
    {% set digits = '^[+-]?([0-9]+#?[0-9]*|#[0-9]+)([eE][+-]?[0-9]+)?\\z' | replace('#', '[' ~ decimal_sign ~ ']') -%}
    try_cast(replace(regexp_extract({{ text }}, r'{{ digits }}', 0), '{{ decimal_sign }}', '.') as {{ type }})
{%- endmacro %}

{# Columns of a relation as the text of a JSON object. #}
{% macro json_of(relation, columns) %}{{ return(adapter.dispatch('json_of', 'spend30')(relation, columns)) }}{% endmacro %}
{% macro duckdb__json_of(relation, columns) -%}
    json_object({% for column in columns %}'{{ column }}', {{ relation }}.{{ column }}{{ ', ' if not loop.last }}{% endfor %})::string
{%- endmacro %}
{% macro spark__json_of(relation, columns) -%}
    to_json(
        named_struct({% for column in columns %}'{{ column }}', {{ relation }}.{{ column }}{{ ', ' if not loop.last }}{% endfor %}),
        map('ignoreNullFields', 'false')
    )
{%- endmacro %}

{# The fields of a JSON object as `key: value`, of the values their shape only; NULL of what is no such object. #}
{% macro masked_json(text) %}{{ return(adapter.dispatch('masked_json', 'spend30')(text)) }}{% endmacro %}
{% macro duckdb__masked_json(text) -%}
    {% set json = 'case when json_valid(' ~ text ~ ') then ' ~ text ~ ' end' -%}
    {% set value = 'json_extract_string(' ~ json ~ ", '$.\"' || key || '\"')" -%}
    case
        when json_type({{ json }}) = 'OBJECT'
            then
                array_to_string(
                    list_transform(json_keys({{ json }}), lambda key: key || ': ' || coalesce({{ masked(value) }}, '')),
                    ', '
                )
    end
{%- endmacro %}
{% macro spark__masked_json(text) -%}
    case
        when json_object_keys({{ text }}) is not null
            then
                array_join(
                    transform(
                        map_entries(from_json({{ text }}, 'map<string, string>')),
                        field -> field.key || ': ' || coalesce({{ masked('field.value') }}, '')
                    ),
                    ', '
                )
    end
{%- endmacro %}
