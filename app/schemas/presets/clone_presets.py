"""Clones, and what makes them different."""

from typing import Final

from app.schemas.presets.preset import FAST, GLOROT, Preset, constant, nudged

_CLONES: Final = "Clones"
_ZEROS: Final = "Zeros"

PRESETS: Final = (
    Preset(
        "nudge",
        "Clones, nudged, random",
        _CLONES,
        "Exact clones stay clones. Nudged a little, they look the same for a while, then part "
        "layer by layer, and only then does the network learn. Random neurons differ from the "
        "start.",
        "Only the starting weights differ. The first two look alike until the nudged neurons part "
        "and learn; the clones never do.",
        {
            "dataset": "xor",
            "hidden_layers": [8, 8],
            **FAST,
            "learning_rate": 0.025,
            "epochs": 80,
            "runs": [
                {"label": "Exact clones", "initializer": constant(0.2)},
                {"label": "Nudged by 0.003", "initializer": nudged(0.2, 0.003)},
                {"label": "Random", "initializer": "glorot_normal"},
            ],
        },
    ),
    Preset(
        "clones",
        "Clones beside a symmetry breaker",
        _CLONES,
        "All weights 0.5: every hidden layer acts as one neuron and stays so. Glorot's draws "
        "differ, so its neurons become different features.",
        "In the first run the eight pictures of a layer are one and the same at every epoch, and "
        "at best two thirds of the points come out right. Glorot's run gets them all.",
        {
            "runs": [
                {"label": "Constant 0.5", "initializer": constant(0.5)},
                GLOROT,
            ]
        },
    ),
    Preset(
        "millionth",
        "A nudge of a millionth",
        _CLONES,
        "Exact clones, the same clones with noise of 0.000001 added, and Glorot's start.",
        "For 50 epochs the first two look the same. Then eight neurons come "
        "apart, and the nudged network gets every point right; the clones stop at two thirds.",
        {
            "hidden_layers": [8],
            **FAST,
            "epochs": 300,
            "runs": [
                {"label": "Constant 0.5", "initializer": constant(0.5)},
                {"label": "Nudged by 1e-6", "initializer": nudged(0.5, 1e-6)},
                GLOROT,
            ],
        },
    ),
    Preset(
        "second_layer_first",
        "The second layer parts first",
        _CLONES,
        "Two layers of clones, exact and nudged by a thousandth, trained with momentum.",
        "Watch the counts of the nudged run: at epoch 20 the second layer has come apart and the "
        "first has not. By epoch 50 both have, and every point is right.",
        {
            "hidden_layers": [8, 8],
            "optimizer": "momentum",
            "learning_rate": 0.3,
            "epochs": 100,
            "runs": [
                {"label": "Constant 0.3", "initializer": constant(0.3)},
                {"label": "Nudged by 0.001", "initializer": nudged(0.3, 0.001)},
            ],
        },
    ),
    Preset(
        "constant_shallow",
        "A constant, in a shallow network",
        _CLONES,
        "All weights 0.5 in two layers of 16, beside Glorot's start.",
        "The clones do learn something, 85 to 90 % of the points: as much as one neuron a layer "
        "can. Each layer has 1 distinct neuron from beginning to end.",
        {
            "dataset": "moons",
            "hidden_layers": [16, 16],
            "epochs": 200,
            "runs": [{"label": "Constant 0.5", "initializer": constant(0.5)}, GLOROT],
        },
    ),
    Preset(
        "constant_deep",
        "A constant, in a deep network",
        _CLONES,
        "All weights 0.5 in six layers of 16, beside Glorot's start.",
        "Six layers of clones do worse than two: only some 60 % of the points are right. Glorot's "
        "neurons, all different, get nearly every point right.",
        {
            "dataset": "moons",
            "hidden_layers": [16] * 6,
            "runs": [{"label": "Constant 0.5", "initializer": constant(0.5)}, GLOROT],
        },
    ),
    Preset(
        "tied_incoming",
        "Equal weights in, random weights out",
        _CLONES,
        "Eight neurons with equal incoming weights; in the second run their outgoing weights are "
        "random.",
        "With random outgoing weights each neuron is corrected differently, so they part after the "
        "first step and learn. Equal on both sides, they remain clones.",
        {
            "hidden_layers": [8],
            **FAST,
            "epochs": 150,
            "runs": [
                {"label": "Equal in and out", "initializer": constant(0.5)},
                {"label": "Equal in, random out", "initializer": [constant(0.5), "glorot_normal"]},
            ],
        },
    ),
    Preset(
        "zeros",
        "All zeros",
        _ZEROS,
        "With all weights and biases 0, tanh and ReLU layers put out exactly 0, and every weight "
        "gradient is exactly 0.",
        "Nothing moves in the first two runs except the output bias: half of the points stay "
        "wrong. With Glorot's start the same network learns.",
        {
            "hidden_layers": [8, 8],
            **FAST,
            "runs": [
                {"label": "Zeros, tanh", "initializer": "zeros"},
                {"label": "Zeros, ReLU", "initializer": "zeros", "activation": "relu"},
                GLOROT,
            ],
        },
    ),
    Preset(
        "zeros_sigmoid",
        "Zeros under sigmoid: clones that move",
        _ZEROS,
        "A sigmoid neuron of weight 0 answers 0.5, so its outgoing weight gets a gradient: the "
        "same one for every neuron.",
        "The weights of the sigmoid run move and some 70 % come out right, yet its eight pictures "
        "stay one and the same. Random sigmoid neurons get every point right.",
        {
            "dataset": "xor",
            "hidden_layers": [8],
            "activation": "sigmoid",
            "optimizer": "adam",
            "learning_rate": 0.1,
            "runs": [
                {"label": "Zeros, sigmoid", "initializer": "zeros"},
                {"label": "Zeros, tanh", "initializer": "zeros", "activation": "tanh"},
                GLOROT,
            ],
        },
    ),
    Preset(
        "zeros_biases",
        "Zero weights, but biases",
        _ZEROS,
        "All weights 0; the biases are 0, all 1, or random.",
        "Biases of 1 wake the network up, but as clones: some two thirds right. Random biases make "
        "the neurons different, and the network gets every point right.",
        {
            "hidden_layers": [8, 8],
            **FAST,
            "epochs": 200,
            "runs": [
                {"label": "Biases 0", "initializer": "zeros", "bias_initializer": "zeros"},
                {"label": "Biases 1", "initializer": "zeros", "bias_initializer": "ones"},
                {
                    "label": "Random biases",
                    "initializer": "zeros",
                    "bias_initializer": {"name": "normal", "std": 1.0},
                },
            ],
        },
    ),
    Preset(
        "one_zero_layer",
        "One zero layer, and two",
        _ZEROS,
        "Two hidden tanh layers and the output layer; one or two of the three start at 0.",
        "One zero layer does no harm, wherever it stands: all three learn. With two, each waits "
        "for the other, and the loss stays at 0.693.",
        {
            "hidden_layers": [8, 8],
            **FAST,
            "runs": [
                {
                    "label": "First layer zero",
                    "initializer": ["zeros", "glorot_normal", "glorot_normal"],
                },
                {
                    "label": "Second layer zero",
                    "initializer": ["glorot_normal", "zeros", "glorot_normal"],
                },
                {
                    "label": "Output layer zero",
                    "initializer": ["glorot_normal", "glorot_normal", "zeros"],
                },
                {"label": "Two layers zero", "initializer": ["zeros", "zeros", "glorot_normal"]},
            ],
        },
    ),
)
