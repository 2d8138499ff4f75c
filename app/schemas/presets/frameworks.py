"""What PyTorch, Keras and Flax start with, biases included."""

from typing import Final

from app.schemas.presets.preset import DEEP_RELU, HE, Preset

_FRAMEWORKS: Final = "What my framework does"

_TORCH: Final = {
    "label": "PyTorch's default",
    "initializer": "torch_linear_default",
    "bias_initializer": "torch_linear_default",
}
_KERAS: Final = {
    "label": "Keras' default",
    "initializer": "keras_dense_default",
    "bias_initializer": "zeros",
}
_FLAX: Final = {
    "label": "Flax's default",
    "initializer": "flax_dense_default",
    "bias_initializer": "zeros",
}

PRESETS: Final = (
    Preset(
        "frameworks",
        "PyTorch, Keras and Flax: ten tanh layers",
        _FRAMEWORKS,
        "What nn.Linear, Dense and nn.Dense start with when nothing else is set, biases included.",
        "PyTorch's weights are a third of Keras' and Flax's in variance. After ten layers too "
        "little is left of the signal: its run stays at guessing, the other two learn.",
        {"hidden_layers": [16] * 10, "runs": [_TORCH, _KERAS, _FLAX]},
    ),
    Preset(
        "frameworks_shallow",
        "PyTorch, Keras and Flax: two ReLU layers",
        _FRAMEWORKS,
        "The same three defaults in a small network.",
        "In a shallow network the default hardly matters: all three get every point right.",
        {
            "hidden_layers": [16, 16],
            "activation": "relu",
            "optimizer": "adam",
            "learning_rate": 0.01,
            "epochs": 60,
            "runs": [_TORCH, _KERAS, _FLAX],
        },
    ),
    Preset(
        "torch_deep",
        "PyTorch's default and He: 20 x 64 ReLU",
        _FRAMEWORKS,
        "nn.Linear draws with a sixth of He's variance, and its biases from the same law.",
        "PyTorch's run stays at a loss of 0.693: hardly anything of the input reaches the output. "
        "With He's start the same network learns within a few epochs.",
        {
            "hidden_layers": [64] * 20,
            "activation": "relu",
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 3,
            "epochs": 4,
            "runs": [_TORCH, HE],
        },
    ),
    Preset(
        "keras_deep",
        "Keras' default and He: 30 x 32 ReLU",
        _FRAMEWORKS,
        "Keras' Dense draws by Glorot's law, with half of He's variance between equal layers.",
        "Halved thirty times, the power is almost nothing: Keras' run stays at a loss of 0.693, "
        "and He's learns.",
        {
            **DEEP_RELU,
            "runs": [_KERAS, HE],
        },
    ),
    Preset(
        "flax_deep",
        "Flax's default and He: 30 x 32 ReLU",
        _FRAMEWORKS,
        "Flax's Dense draws by LeCun's law, with half of He's variance.",
        "As with Keras: Flax's run stays at a loss of 0.693, and He's learns.",
        {
            **DEEP_RELU,
            "runs": [_FLAX, HE],
        },
    ),
)
