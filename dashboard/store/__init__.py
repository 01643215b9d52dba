"""All questions that the dashboard asks of the published mart, a module a page.

No SQL stands elsewhere in the dashboard but in `dashboard.recompute`. Values are bound, names of
columns come from lists.
"""
