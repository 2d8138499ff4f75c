"""An experiment, run."""
