"""The page on which the figures of a customer are changed."""
