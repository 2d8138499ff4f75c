"""What is measured: networks on random data, and the page's first experiment."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.experiment import RunConfig, Spec
from app.engine.network.layout import Layout
from app.engine.network.losses import make_head
from app.engine.training.trainer import Schedule, Trainer, TrainingState
from app.engine.training.training_pass import TrainingSet

Array = NDArray[np.float64]

SAMPLES = 200
BATCH_SIZE = 10
LEARNING_RATE = 0.1


def random_data(widths: Sequence[int]) -> tuple[Array, Array]:
    """Return inputs (samples, features) and targets: 0 or 1 (samples, 1), or one-hot rows."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(SAMPLES, widths[0]))
    classes = rng.integers(0, max(2, widths[-1]), SAMPLES)
    if widths[-1] == 1:
        return inputs, classes[:, None].astype(np.float64)
    return inputs, np.eye(widths[-1])[classes]


def trainer(widths: Sequence[int], runs: int) -> Trainer:
    """Return the engine's trainer of tanh networks with Glorot's weights, SGD on minibatches."""
    rng = np.random.default_rng(0)
    inputs, targets = random_data(widths)
    layout = Layout.of(widths, runs)
    parameters = np.zeros(layout.size)
    for layer in layout.layers:
        std = np.sqrt(2 / (layer.fan_in + layer.fan_out))
        for run in range(runs):
            drawn = rng.normal(size=(layer.fan_in, layer.fan_out))
            layout.weights(parameters, layer, run)[...] = std * drawn
    configs = [RunConfig("", (), (), "tanh", Spec("sgd", {}), LEARNING_RATE, 0.0, 0)] * runs
    return Trainer(
        configs,
        layout,
        make_head("auto", "classification", max(2, widths[-1])),
        TrainingSet.of(inputs, targets),
        Schedule(BATCH_SIZE, shuffle=True),
        TrainingState.at_start(parameters, configs),
    )


def page_request(**changes: Any) -> dict[str, Any]:
    """Return the preset from which the page's addresses start, changed."""
    from app.schemas.presets import PRESETS

    [base] = [preset.request for preset in PRESETS if preset.name == "clones"]
    return {**base, "record": {"compact": True, "weights": True}, **changes}
