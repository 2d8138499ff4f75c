"""The datasets by name, with their parameters and defaults."""

from collections.abc import Mapping

import numpy as np

from app.engine import random_streams as streams
from app.engine.citation import Citation
from app.engine.datasets import planar
from app.engine.datasets.dataset import Dataset, DatasetEntry, Draw, Range, Task
from app.engine.datasets.digits import CLASSES, IMAGES, PIXELS, digits
from app.engine.datasets.split import stratified_split
from app.engine.errors import ArgumentError
from app.engine.parameters import Parameter, integer, number, validate_parameters

PLANE_RANGE: Range = (-1.25, 1.25)
"""The square of the probe in both directions: a bit more than the data cover."""

LARGEST_SEED = 2**32 - 1
"""Seeds fit 32 bits, so that they survive JSON and an address unharmed."""

MIN_SAMPLES = 20
MAX_PLANAR_SAMPLES = 2000


def make_dataset(
    name: str,
    *,
    samples: int | None = None,
    noise: float | None = None,
    test_fraction: float | None = None,
    seed: int | None = None,
) -> Dataset:
    """A dataset of the catalogue; what is None takes the entry's default.

    The same arguments give the same data bit for bit. Classes are balanced, the split stratified.
    Raises ArgumentError for an unknown name or a value out of range.
    """
    entry = DATASETS.get(name)
    if entry is None or entry.draw is None:
        drawable = sorted(key for key, other in DATASETS.items() if other.draw is not None)
        raise ArgumentError("dataset", name, "one of " + ", ".join(drawable))
    given = {"samples": samples, "noise": noise, "test_fraction": test_fraction, "seed": seed}
    values = validate_parameters(
        entry.parameters, {key: value for key, value in given.items() if value is not None}
    )
    rng = np.random.default_rng([integer(values, "seed"), streams.DATA])
    points = entry.draw(rng, integer(values, "samples"), number(values, "noise"))
    train, test = stratified_split(rng, points.strata, number(values, "test_fraction"))
    grid = PLANE_RANGE if entry.probe_kind == "grid" else None
    return Dataset(
        name=name,
        task="regression" if entry.task == "regression" else "classification",
        classes=entry.classes or 0,
        train_inputs=points.inputs[train],
        train_targets=points.targets[train],
        test_inputs=points.inputs[test],
        test_targets=points.targets[test],
        probe_kind=entry.probe_kind,
        x_range=grid,
        y_range=grid,
    )


def _parameters(
    samples: int, max_samples: int, noise: float, noise_description: str
) -> tuple[Parameter, ...]:
    return (
        Parameter(
            "samples",
            "integer",
            samples,
            minimum=MIN_SAMPLES,
            maximum=max_samples,
            step=10,
            description="Number of points, train and test together.",
        ),
        Parameter(
            "noise",
            "number",
            noise,
            minimum=0.0,
            maximum=1.0,
            step=0.01,
            description=noise_description,
        ),
        Parameter(
            "test_fraction",
            "number",
            0.25,
            minimum=0.0,
            maximum=0.9,
            step=0.05,
            description="Share of the points held out for testing, the same in every class.",
        ),
        Parameter(
            "seed",
            "integer",
            0,
            minimum=0,
            maximum=LARGEST_SEED,
            step=1,
            description="Seed of the points and of their split.",
        ),
    )


_COORDINATE_NOISE = "Standard deviation of the Gaussian noise added to each coordinate."


def _planar(
    name: str,
    label: str,
    description: str,
    draw: Draw,
    noise: float,
    *,
    task: Task = "classification",
    noise_description: str = _COORDINATE_NOISE,
    aliases: tuple[str, ...] = (),
) -> DatasetEntry:
    return DatasetEntry(
        name=name,
        label=label,
        description=description,
        task=task,
        input_size=2,
        classes=2 if task == "classification" else 0,
        parameters=_parameters(200, MAX_PLANAR_SAMPLES, noise, noise_description),
        draw=draw,
        probe_kind="grid",
        aliases=aliases,
    )


_CUSTOM_PARAMETERS = (
    Parameter(
        "task",
        "choice",
        "classification",
        choices=("classification", "regression"),
        description="What the targets are: class indices from 0, or numbers to come near to.",
    ),
    Parameter("inputs", "array", [], description="Training inputs, one row a sample."),
    Parameter("targets", "array", [], description="Training targets, one a sample."),
    Parameter("test_inputs", "array", [], description="Test inputs; may be left out."),
    Parameter("test_targets", "array", [], description="Test targets, one a test sample."),
)

_ENTRIES = (
    _planar(
        "circles",
        "Circles",
        "One ring inside another.",
        planar.circles,
        0.05,
        aliases=("circle", "rings"),
    ),
    _planar("xor", "XOR", "Four squares; opposite ones share a class.", planar.xor, 0.02),
    _planar(
        "gaussians",
        "Gaussians",
        "Two round blobs, which a straight line separates.",
        planar.gaussians,
        0.2,
        noise_description="Standard deviation of each blob.",
        aliases=("gauss", "blobs"),
    ),
    _planar(
        "spirals",
        "Spirals",
        "Two interwoven spirals, the hardest.",
        planar.spirals,
        0.02,
        aliases=("spiral",),
    ),
    _planar(
        "moons",
        "Moons",
        "Two interleaving half circles.",
        planar.moons,
        0.06,
        aliases=("two moons",),
    ),
    _planar(
        "plane",
        "Plane",
        "Regression on the mean of both coordinates.",
        planar.plane,
        0.05,
        task="regression",
        noise_description="Standard deviation of the Gaussian noise added to the target.",
    ),
    DatasetEntry(
        name="digits",
        label="Digits",
        description="Real handwritten digits, 8 x 8 pixels from 0 to 1, ten classes.",
        task="classification",
        input_size=PIXELS,
        classes=CLASSES,
        parameters=_parameters(
            600, IMAGES, 0.0, "Standard deviation of the Gaussian noise added to each pixel."
        ),
        draw=digits,
        probe_kind="examples",
        citation=Citation(
            "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, "
            "UCI Machine Learning Repository, CC BY 4.0",
            "https://doi.org/10.24432/C50P49",
        ),
    ),
    DatasetEntry(
        name="custom",
        label="Custom",
        description="Your own inputs and targets, used exactly as given.",
        task=None,
        input_size=None,
        classes=None,
        parameters=_CUSTOM_PARAMETERS,
        draw=None,
        probe_kind="samples",
    ),
)

DATASETS: Mapping[str, DatasetEntry] = {entry.name: entry for entry in _ENTRIES}
