"""Tests of what `make report` writes, and of what is committed of it for the sample."""
