"""Real images of handwritten digits, 8 x 8 pixels.

Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine
Learning Repository, the 1,797 images of its test set; CC BY 4.0. See digits.txt beside the data.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.dataset import Points

IMAGES = 1797
CLASSES = 10
PIXELS = 64
LARGEST_PIXEL = 16.0
"""A pixel counts the set dots of a 4 x 4 block of the scan, so it goes from 0 to 16."""

DATA_FILE = Path(__file__).with_name("digits.npz")


def digits(rng: np.random.Generator, samples: int, noise: float) -> Points:
    """As many of the images, drawn without replacement and as balanced as the data allow.

    Inputs ``(samples, 64)`` are pixels divided by 16, row by row from the top left, so 0 to 1
    before noise; ``noise`` is the standard deviation added to each pixel, not clipped.
    """
    images, labels = load_digits()
    chosen = _balanced_choice(rng, labels, samples)
    pixels = images[chosen] / LARGEST_PIXEL
    # Drawn without noise as well, so that noise changes neither the choice nor the split.
    inputs = pixels + noise * rng.standard_normal(pixels.shape)
    return Points(inputs, labels[chosen], labels[chosen])


@cache
def load_digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """All images ``(1797, 64)``, pixels 0 to 16, and their labels ``(1797,)``; read-only."""
    with np.load(DATA_FILE) as archive:
        images: NDArray[np.uint8] = archive["images"]
        labels: NDArray[np.int64] = archive["labels"].astype(np.int64)
    images.setflags(write=False)
    labels.setflags(write=False)
    return images, labels


def _balanced_choice(
    rng: np.random.Generator, labels: NDArray[np.int64], samples: int
) -> NDArray[np.int64]:
    """Indices of ``samples`` examples: the first of each class, then the second of each, ..."""
    order = rng.permutation(labels.size)
    rank = np.empty(labels.size, dtype=np.int64)
    for label in range(CLASSES):
        members = order[labels[order] == label]
        rank[members] = np.arange(members.size)
    return np.lexsort((labels, rank))[:samples]
