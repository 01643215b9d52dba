-- The shares of all category columns, `other` included, add up to 1 wherever something was bought.
select spine_key
from {{ ref('int_features__category') }}
where
    abs(
        category_spend_share_other_365d
        {%- for slug, name in category_slugs() %}
            + {{ category_share_column(slug) }}
        {%- endfor %}
        - 1
    ) > 1e-9
