"""What the warehouse costs, beside a floor and beside the same features in polars and pandas."""
