"""The size of random weights, in shallow networks and deep ones."""

from typing import Final

from app.engine.initializers import sources
from app.schemas.presets.preset import (
    DEEP_RELU,
    FAST,
    GLOROT,
    HE,
    Paper,
    Preset,
    constant,
    normal,
)

_SCALE: Final = "Small and large"
_RELU: Final = "Depth and activations"

PRESETS: Final = (
    Preset(
        "small_shallow",
        "Small random weights, shallow",
        _SCALE,
        "Normal draws with std 0.01 in one hidden layer, beside Glorot's start.",
        "Small weights break the symmetry, and one layer learns with them: both runs get nearly "
        "every point right, the small start a little later.",
        {
            "hidden_layers": [8],
            **FAST,
            "runs": [{"label": "Normal, std 0.01", "initializer": normal(0.01)}, GLOROT],
        },
    ),
    Preset(
        "small_deep",
        "Small random weights, deep",
        _SCALE,
        "The same std of 0.01 in ten hidden layers, beside Glorot's start.",
        "All neurons are different, and still nothing is learned: the signal dies out on its way "
        "through ten small layers. With Glorot's start the network gets every point right.",
        {
            "hidden_layers": [16] * 10,
            "runs": [{"label": "Normal, std 0.01", "initializer": normal(0.01)}, GLOROT],
        },
    ),
    Preset(
        "scale",
        "Too small, right, too large",
        _SCALE,
        "The same draw three times, scaled: eight tanh layers of 16.",
        "Too small, the signal fades; too large, most outputs stick at -1 and 1. Neither gets far "
        "beyond guessing, and only Glorot's size learns.",
        {
            "hidden_layers": [16] * 8,
            "runs": [
                {"label": "Normal, std 0.01", "initializer": normal(0.01)},
                GLOROT,
                {"label": "Normal, std 3", "initializer": normal(3.0)},
            ],
        },
    ),
    Preset(
        "glorot_tanh",
        "Half of Glorot's size, and twice",
        _SCALE,
        "Ten tanh layers drawn with half of Glorot's std, all of it, and twice as much.",
        "Half is too little: nine times halved, the signal is gone, and the run stays at guessing. "
        "Glorot's size learns, and so does twice as much: tanh holds large signals back.",
        {
            "hidden_layers": [16] * 10,
            "runs": [
                {"label": "Half", "initializer": {"name": "glorot_normal", "gain": 0.5}},
                GLOROT,
                {"label": "Double", "initializer": {"name": "glorot_normal", "gain": 2.0}},
            ],
        },
        Paper(
            sources.GLOROT,
            "With this law signals and gradients of a tanh network keep their size from layer to "
            "layer; with the smaller one of the time they shrink.",
            "Ten layers of 16; theirs had up to five of 1,000. Their smaller law, U(-1, 1) / "
            "sqrt(n), has 0.58 times this std.",
        ),
    ),
    Preset(
        "relu",
        "He and Glorot, 30 ReLU layers",
        _RELU,
        "ReLU loses half of the signal's power in each layer; He's factor 2 makes up for it.",
        "After 30 layers Glorot's signal is a hundred thousand times smaller than He's, and its "
        "loss stays at 0.693. He's run learns.",
        {
            **DEEP_RELU,
            "runs": [HE, GLOROT],
        },
        Paper(
            sources.HE,
            "A ReLU network of 30 layers converges with this law and completely stalls "
            "with Xavier's.",
            "The depth and both laws are theirs; 32 neurons a layer stand for convolutions, and "
            "points of the plane for ImageNet.",
        ),
    ),
    Preset(
        "self_normalizing",
        "SELU and ReLU, 30 layers by LeCun's law",
        _RELU,
        "SELU was made so that signals with LeCun's weights draw near mean 0 and variance 1.",
        "At epoch 0 SELU's last layer still has a std near 1, and it learns. With the same weights "
        "ReLU's signal is gone, and its loss stays at 0.693.",
        {
            "dataset": "moons",
            "hidden_layers": [24] * 30,
            "initializer": "lecun_normal",
            "learning_rate": 0.01,
            "batch_size": 8,
            "epochs": 10,
            "record": {"epochs": [0, 1, 2, 4, 7, 10]},
            "runs": [
                {"label": "SELU", "activation": "selu"},
                {"label": "ReLU", "activation": "relu"},
            ],
        },
        Paper(
            sources.KLAMBAUER,
            "Activations that start near mean 0 and variance 1 are drawn back to them in every "
            "layer, so that deep plain networks can be trained.",
            "The law and the activation are theirs; 24 neurons a layer are few for a statement "
            "about means, so the std is near 1 and not 1.",
        ),
    ),
    Preset(
        "deep_linear",
        "Orthogonal weights, 30 linear layers",
        _RELU,
        "Without activations, an orthogonal matrix passes every signal on unchanged.",
        "At epoch 0 the orthogonal run's outputs have the same size in the last hidden layer as in "
        "the first. Std 0.1 loses everything on the way, and learns nothing.",
        {
            "dataset": "gaussians",
            "hidden_layers": [16] * 30,
            "activation": "linear",
            "learning_rate": 0.01,
            "epochs": 10,
            "runs": [
                {"label": "Orthogonal", "initializer": "orthogonal"},
                {"label": "Normal, std 0.1", "initializer": normal(0.1)},
            ],
        },
        Paper(
            sources.SAXE,
            "Deep linear networks with orthogonal weights pass signals and gradients on at any "
            "depth, so that learning takes no longer in deep ones.",
            "Square layers of 16 and two clouds of points; theirs were wider.",
        ),
    ),
    Preset(
        "dying_relu",
        "Dead ReLUs",
        _RELU,
        "A bias of -5 keeps every neuron below 0 on all the data, where ReLU's slope is 0.",
        "Dead ReLUs get no gradient and never come back: half of the points stay wrong. Leaky ReLU "
        "and ELU pass something on below 0, and recover from the same start.",
        {
            "dataset": "moons",
            "hidden_layers": [16],
            **FAST,
            "epochs": 200,
            "runs": [
                {"label": "ReLU, biases 0", "activation": "relu", "initializer": "he_normal"},
                *(
                    {
                        "label": f"{label}, biases -5",
                        "activation": activation,
                        "initializer": "he_normal",
                        "bias_initializer": constant(-5.0),
                    }
                    for label, activation in (
                        ("ReLU", "relu"),
                        ("Leaky ReLU", "leaky_relu"),
                        ("ELU", "elu"),
                    )
                ),
            ],
        },
    ),
    Preset(
        "narrow_relu",
        "Born dead: ten ReLU layers of 3",
        _RELU,
        "Without biases each neuron is off with probability 1/2 for one input, and once a layer "
        "is all off, so is everything after it: by layer 10 with probability 0.74. Twenty seeds.",
        "Most of He's networks answer every point alike from the start and never learn. RAI, with "
        "one positive entry for each neuron, learns.",
        {
            "dataset": "moons",
            "hidden_layers": [3] * 10,
            "activation": "relu",
            "optimizer": "adam",
            "learning_rate": 0.01,
            "epochs": 30,
            "seeds": 20,
            "runs": [
                HE,
                {"label": "RAI", "initializer": "rai", "bias_initializer": "rai"},
            ],
        },
        Paper(
            sources.LU,
            "A ReLU network is dead from the start with a probability that tends to 1 with depth; "
            "for one input it is 1 - (1 - 2^-width)^layers without biases.",
            "Law, width and depth are of their range; points of the plane stand for functions of "
            "one variable.",
        ),
    ),
)
