"""The lesson: a guided path of small experiments, and its table, measured."""
