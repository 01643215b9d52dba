-- For people who ask why a customer is called so.
select * from {{ ref('int_rfm_segments') }}
