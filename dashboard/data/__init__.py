"""The page on where the figures come from."""
