"""Two-dimensional datasets, all roughly within the square from -1 to 1.

Each function gives the noise-free points plus Gaussian noise. ``noise`` is the standard deviation
added to each coordinate, in units of the plane; the label is that of the noise-free point. For
``plane`` it is added to the target instead.
"""

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.dataset import Points
from app.engine.records.annotations import Array

INNER_RADIUS = 0.4
OUTER_RADIUS = 0.85
"""The two circles: the gap between them is nine times the default noise."""

XOR_GAP = 0.08
"""Least distance of a noise-free xor point from either axis, where the label changes."""

BLOB_CENTRE = 0.45
"""Both coordinates of the centre of the second Gaussian blob; the first is its mirror image."""

SPIRAL_TURNS = 1.25
SPIRAL_START = 0.1
SPIRAL_END = 0.95
"""Radius of a spiral at its inner and its outer end."""


def circles(rng: np.random.Generator, samples: int, noise: float) -> Points:
    """Class 0 on an outer circle, class 1 on an inner one."""
    labels = balanced_labels(samples, 2)
    radius = np.where(labels == 1, INNER_RADIUS, OUTER_RADIUS)
    angle = rng.uniform(0.0, 2.0 * np.pi, samples)
    inputs = radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _labelled(inputs, labels, rng, noise)


def xor(rng: np.random.Generator, samples: int, noise: float) -> Points:
    """Uniform over four squares; class 1 where the coordinates differ in sign."""
    labels = balanced_labels(samples, 2)
    magnitude = rng.uniform(XOR_GAP, 1.0, (samples, 2))
    first_sign = rng.choice([-1.0, 1.0], samples)
    second_sign = np.where(labels == 1, -first_sign, first_sign)
    inputs = magnitude * np.column_stack([first_sign, second_sign])
    return _labelled(inputs, labels, rng, noise)


def gaussians(rng: np.random.Generator, samples: int, noise: float) -> Points:
    """Two round blobs, whose standard deviation is the noise."""
    labels = balanced_labels(samples, 2)
    centre = np.where(labels == 1, BLOB_CENTRE, -BLOB_CENTRE)
    return _labelled(np.column_stack([centre, centre]), labels, rng, noise)


def spirals(rng: np.random.Generator, samples: int, noise: float) -> Points:
    """Two Archimedean spirals, each the other turned by half a turn."""
    labels = balanced_labels(samples, 2)
    progress = rng.uniform(0.0, 1.0, samples)
    radius = SPIRAL_START + (SPIRAL_END - SPIRAL_START) * progress
    angle = 2.0 * np.pi * SPIRAL_TURNS * progress + np.pi * labels
    inputs = radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _labelled(inputs, labels, rng, noise)


def moons(rng: np.random.Generator, samples: int, noise: float) -> Points:
    """Two interleaving half circles."""
    labels = balanced_labels(samples, 2)
    angle = rng.uniform(0.0, np.pi, samples)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)])
    # The pair spans -1..2 by -0.5..1: centred and scaled alike in both directions.
    inputs = (np.where(labels[:, np.newaxis] == 1, lower, upper) - [0.5, 0.25]) / 1.6
    return _labelled(inputs, labels, rng, noise)


def plane(rng: np.random.Generator, samples: int, noise: float) -> Points:
    """Regression: the mean of both coordinates, noise added to it, over a uniform square."""
    inputs = rng.uniform(-1.0, 1.0, (samples, 2))
    targets = inputs.mean(axis=1, keepdims=True) + noise * rng.standard_normal((samples, 1))
    return Points(inputs, targets, np.zeros(samples, dtype=np.int64))


def balanced_labels(samples: int, classes: int) -> NDArray[np.int64]:
    """Class indices ``(samples,)`` whose numbers of occurrences differ by at most one."""
    return np.arange(samples, dtype=np.int64) % classes


def _labelled(
    inputs: Array, labels: NDArray[np.int64], rng: np.random.Generator, noise: float
) -> Points:
    return Points(inputs + noise * rng.standard_normal(inputs.shape), labels, labels)
