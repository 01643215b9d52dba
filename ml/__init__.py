"""Train on the mart, evaluate out of time, predict. Features come from SQL alone."""
