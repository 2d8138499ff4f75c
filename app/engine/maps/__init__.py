"""Maps: two lists of changes to an experiment, and a trained network where each two meet."""
