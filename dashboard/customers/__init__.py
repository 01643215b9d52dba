"""The page that lists customers."""
