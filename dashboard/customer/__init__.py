"""The page of one customer, a module a section."""
