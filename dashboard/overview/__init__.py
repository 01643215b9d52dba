"""The page on all customers."""
