"""Drawings that more than one report shows: time, splits, and what the system is made of."""
