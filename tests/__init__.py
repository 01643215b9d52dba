"""Tests of the whole road: files, warehouse, model, dashboard."""
