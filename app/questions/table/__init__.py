"""An experiment's numbers as a table."""
