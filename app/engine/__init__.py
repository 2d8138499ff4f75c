"""The computation: networks, initializers, data and training, on NumPy alone."""
