-- What each macro of macros/engines.sql means, by examples that hold on every engine.
{% set june = "date '2024-06-01'" %}
{% set ten_past_one = "timestamp '2024-07-01 13:10:00'" %}
{% set list = list_of([40, 10, 30, 20]) %}
{% set examples = [
    ('whole_quotient', whole_quotient(7, 2), 3),
    ('whole_quotient', whole_quotient('2 + 12', '3 + 4'), 2),
    ('wide_integer', '(1000000000000000000::' ~ wide_integer() ~ ' * 1000)::string', '1000000000000000000000'),
    ('rounded_to', rounded_to('bigint', '2.5::double'), 2),
    ('rounded_to', rounded_to('bigint', '3.5::double'), 4),
    ('rounded_to', rounded_to('bigint', '-2.5::double'), -2),
    ('rounded_to', rounded_to(wide_integer(), '0.5::double + 2'), 2),
    ('md5_number', md5_number("'1-1'"), 4123632573997504),
    ('md5_number', md5_number("null::string"), none),
    ('hash_of', hash_of(["'a'", 'null::string']) ~ ' = ' ~ hash_of(["'a'", 'null::string']), 'true'),
    ('hash_of', hash_of(["'a'", 'null::string']) ~ ' = ' ~ hash_of(['null::string', "'a'"]), 'false'),
    ('days_between', days_between(june, june ~ ' + 30'), 30),
    ('days_between', days_between(june ~ ' + 30', june), -30),
    ('iso_weekday', iso_weekday(june), 6),
    ('iso_weekday', iso_weekday(june ~ ' + 1'), 7),
    ('iso_weekday', iso_weekday(june ~ ' + 2'), 1),
    ('microseconds', microseconds("timestamp '1970-01-01 00:00:01.5'"), 1500000),
    ('moment_type', "('2024-07-01 13:10:00+02:00'::" ~ moment_type() ~ ") = ('2024-07-01 11:10:00Z'::" ~ moment_type() ~ ')', 'true'),
    ('time_or_null', time_or_null("'3.7.2024 1:10'", '%d.%m.%Y %H:%M'), '2024-07-03 01:10:00'),
    ('time_or_null', time_or_null("'07/03/24 1:10 PM'", '%m/%d/%y %I:%M %p'), '2024-07-03 13:10:00'),
    ('time_or_null', time_or_null("'31.2.2024'", '%d.%m.%Y'), none),
    ('time_or_null', time_or_null("'2024-07-03'", '%d.%m.%Y'), none),
    ('at_zone', at_zone("('2024-07-01 13:10:00Z'::" ~ moment_type() ~ ')', 'America/New_York'), '2024-07-01 09:10:00'),
    ('of_zone', at_zone('(' ~ of_zone(ten_past_one, 'America/New_York') ~ ')', 'UTC'), '2024-07-01 17:10:00'),
    ('list_of', list_of([2, 1]), '[2, 1]'),
    ('empty_list', list_length(empty_list()), 0),
    ('numbers_below', numbers_below(3), '[0, 1, 2]'),
    ('numbers_below', list_length(numbers_below(0)), 0),
    ('days_from_to', days_from_to(june, june ~ ' + 1'), '[2024-06-01, 2024-06-02]'),
    ('list_part', list_part(list, 2, 3), '[10, 30]'),
    ('list_part', list_part(list, 0, 1), '[40]'),
    ('list_part', list_part(list, 3, 9), '[30, 20]'),
    ('list_part', list_part(list, 3, 2), '[]'),
    ('list_part', list_part(list, -1, 0), '[]'),
    ('list_padded', list_padded(list_part(list, 1, 1), 3), '[40, 0, 0]'),
    ('list_padded', list_padded(empty_list(), 0), '[]'),
    ('list_length', list_length(list), 4),
    ('list_where', list_where(list, 'element > 15'), '[40, 30, 20]'),
    ('list_total', list_total(list), 100),
    ('list_total', list_total(empty_list()), none),
    ('list_largest', list_largest(list), 40),
    ('list_last', list_last(list), 20),
    ('list_last', list_last(empty_list()), none),
    ('list_quantile', list_quantile(list, 0.5), '25.0'),
    ('list_quantile', list_quantile(list, 0.25), '17.5'),
    ('list_quantile', list_quantile(list, 0.9), '37.0'),
    ('list_quantile', list_quantile(empty_list(), 0.5), none),
    ('list_std', 'round(' ~ list_std(list) ~ ', 6)', '12.909944'),
    ('list_std', list_std(list_part(list, 1, 1)), none),
    ('replaced', replaced("'a1b22'", '\\d+', '#'), 'a#b#'),
    ('replaced', replaced("'ab cd'", '(\\w)(\\w)', '\\2\\1'), 'ba dc'),
    ('has_match', has_match("'an app for it'", '\\bapp\\b'), 'true'),
    ('has_match', has_match("'Appleton'", '\\bapp\\b'), 'false'),
    ('is_match', is_match("'2024'", '\\d{4}'), 'true'),
    ('is_match', is_match("'2024x'", '\\d{4}'), 'false'),
    ('is_match', is_match("'2' || chr(10)", '\\d'), 'false'),
    ('byte_length', byte_length("'né'"), 3),
    ('composed', byte_length(composed("'e' || chr(769)")), 2),
    ('unaccented', unaccented("'Crème brûlée ñ'"), 'Creme brulee n'),
    ('raw_types', is_kind("'a'::string", 'text') ~ ' and ' ~ is_kind('1.5::double', 'float'), 'true'),
    ('raw_types', is_kind('1.5::decimal(9, 2)', 'exact') ~ ' and ' ~ is_kind('1::bigint', 'exact'), 'true'),
    ('raw_types', is_kind(june, 'date') ~ ' and not ' ~ is_kind(june, 'clock'), 'true'),
    ('raw_types', is_kind('null::' ~ moment_type(), 'moment'), 'true'),
    ('float_text', float_text('100::double'), '100'),
    ('float_text', float_text("'-1.25'::double"), '-1.25'),
    ('float_text', float_text("'nan'::double"), none),
    ('number_or_null', number_or_null("'-1.005'", '.', 'decimal(18, 2)'), '-1.01'),
    ('number_or_null', number_or_null("'1e3'", '.', 'decimal(18, 2)'), '1000.00'),
    ('number_or_null', number_or_null("'1,5'", ',', 'decimal(18, 2)'), '1.50'),
    ('number_or_null', number_or_null("'1.000,5'", ',', 'decimal(18, 2)'), none),
    ('number_or_null', number_or_null("'1_000'", '.', 'decimal(18, 2)'), none),
    ('number_or_null', number_or_null("'٣'", '.', 'decimal(18, 2)'), none),
    ('number_or_null', number_or_null("'12d'", '.', 'double'), none),
    ('json_of', "(select " ~ json_of('r', ['b', 'a', 'n']) ~ " from (select 'x' as a, 1 as b, null::string as n) as r)", '{"b":1,"a":"x","n":null}'),
    ('masked_json', masked_json('\'{"id": "T12", "to": null}\''), 'id: x12, to: '),
    ('masked_json', masked_json("'T12,5'"), none),
] %}
with

three_rows as (

    {% for key, value in [('b', 2), ('c', 3), ('a', 1)] -%}
        select
            '{{ key }}' as letter,
            {{ value }} as number,
            {{ list_of([value, 10 * value]) }} as numbers
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

letters as {{ not_materialized() }} (

    select letter from three_rows

),

of_rows as (

    select
        'ordered_list' as macro,
        {{ ordered_list('letter', 'number') }}::string as got,
        '[a, b, c]' as expected
    from three_rows
    union all
    select
        'first_by' as macro,
        {{ first_by('letter', ['-number', 'letter']) }} as got,
        'c' as expected
    from three_rows
    union all
    select
        'each_of' as macro,
        sum(number)::string as got,
        '66' as expected
    from (select {{ each_of('numbers') }} as number from three_rows) as numbers
    union all
    select
        'each_of_all' as macro,
        sum(place * number)::string as got,
        '126' as expected
    from (
        select {{ each_of_all({'place': list_of([1, 2]), 'number': 'numbers'}) }} from three_rows
    ) as numbers
    union all
    select
        'without' as macro,
        count(distinct letter)::string as got,
        '3' as expected
    from (select three_rows.* {{ without('number, numbers') }} from three_rows) as letters
    union all
    select
        'not_materialized' as macro,
        count(*)::string as got,
        '3' as expected
    from letters
    union all
    select
        'side_by_side' as macro,
        count(*)::string as got,
        '3' as expected
    from (select * from letters {{ side_by_side('letter') }}) as sorted_letters
    union all
    select
        'fingerprint_of' as macro,
        (
            (select {{ fingerprint_of('three_rows') }} from three_rows)
            != (
                select {{ fingerprint_of('three_rows') }} from three_rows
                where letter != 'a'
            )
        )::string as got,
        'true' as expected

),

of_values as (

    {% for macro, expression, expected in examples -%}
        select
            '{{ macro }}' as macro,
            ({{ expression }})::string as got,
            {{ "null" if expected is none else "'" ~ expected ~ "'" }} as expected
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

checked as (

    select * from of_rows
    union all
    select * from of_values

)

select * from checked
where got is distinct from expected
