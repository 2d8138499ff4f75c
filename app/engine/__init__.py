"""The computation: networks, initializers, data and training, on NumPy alone."""

import os

# A product shared out over threads is cut differently from one call to the next, and clones break
# (see products.py); small products are slower for it besides. The libraries read this once, when
# NumPy is first imported, so a program that imports NumPy before the engine must set it by itself.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"
