"""One retailer's files: the sample, the input check, and what is published.

The code lives here; the data (``raw/``, ``warehouse.duckdb``, ``models/``, ``published/``) lies in
the folder that ``DATA_DIR`` names, which is this folder unless it says otherwise.
"""
