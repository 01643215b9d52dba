"""One module a page; each registers itself with Dash."""
