"""The page on which the sales of a customer are changed."""
