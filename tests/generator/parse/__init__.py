"""Documents into the model."""
