"""The dashboard, page by page, in a real browser."""
