"""The raw files: what they may look like, and what is found in them before anything is loaded."""
