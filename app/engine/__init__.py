"""The computation: networks, initializers, data and training, on NumPy alone."""

import os

# Small matrices only lose by being shared out over threads, and one product must always be
# computed the same way. OpenBLAS reads this once, when NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
