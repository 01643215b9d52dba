-- For people who ask which category a column stands for.
select * from {{ ref('int_categories') }}
