"""The lesson: a guided path of small experiments as it is written, and its table, measured."""
