"""What managers see: look a customer up, read the prediction, ask what if."""
