"""An experiment's code to take home."""
