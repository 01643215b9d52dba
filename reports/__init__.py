"""What people read about the warehouse and the model, made from both by `make report`."""
