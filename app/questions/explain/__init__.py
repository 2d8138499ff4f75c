"""One weight's gradient, taken apart."""
