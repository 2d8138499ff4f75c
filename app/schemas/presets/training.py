"""Other data, and what an initializer does not decide."""

from typing import Final

from app.schemas.presets.preset import GLOROT, Preset, constant

_MORE: Final = "Data and training"

PRESETS: Final = (
    Preset(
        "digits",
        "Real digits",
        _MORE,
        "Each first-layer neuron's weights are a picture of 8 x 8. From a constant, all pictures "
        "are the same one.",
        "The clones read about one digit in ten, which is guessing. Glorot's 16 different "
        "pictures read more than nine in ten.",
        {
            "dataset": "digits",
            "hidden_layers": [16, 16],
            "learning_rate": 0.05,
            "epochs": 40,
            "runs": [{"label": "Constant 0.1", "initializer": constant(0.1)}, GLOROT],
        },
    ),
    Preset(
        "learning_rate",
        "Learning rate too small, right, too large",
        _MORE,
        "One start, three step lengths.",
        "A right start does not make up for a wrong step. With 0.003 hardly anything is learned in "
        "100 epochs; with 3 the loss leaps about and ends no better than guessing.",
        {
            "runs": [
                {"label": "0.003", "initializer": "glorot_normal", "learning_rate": 0.003},
                {"label": "0.1", "initializer": "glorot_normal", "learning_rate": 0.1},
                {"label": "3", "initializer": "glorot_normal", "learning_rate": 3.0},
            ],
        },
    ),
    Preset(
        "overfitting",
        "Learning the noise by heart",
        _MORE,
        "Thirty noisy training points and 32 x 2 neurons, without and with an L2 penalty.",
        "Without a penalty the training loss falls while the test loss rises. With one, fewer "
        "training points are right, and more of the test points.",
        {
            "dataset": {"name": "moons", "samples": 60, "noise": 0.35, "test_fraction": 0.5},
            "hidden_layers": [32, 32],
            "optimizer": "adam",
            "learning_rate": 0.01,
            "epochs": 300,
            "runs": [
                {"label": "No penalty", "initializer": "glorot_normal", "l2": 0.0},
                {"label": "L2 penalty 0.03", "initializer": "glorot_normal", "l2": 0.03},
            ],
        },
    ),
)
