"""All that is recorded of an experiment, as plain records."""
