"""The page for customers who are not in the warehouse."""
