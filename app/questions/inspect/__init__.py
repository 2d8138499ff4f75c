"""One initializer, looked at alone."""
