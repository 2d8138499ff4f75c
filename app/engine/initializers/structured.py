"""Initializers with a structure: orthogonal, sparse, identity, mirrored, tied and the like."""

from math import ceil, sqrt

import numpy as np

from app.engine.initializers import law, options, recipes, sources
from app.engine.initializers.entry import Call, Initializer, LayerContext, Values
from app.engine.initializers.law import Law
from app.engine.initializers.scaling import SATURATING
from app.engine.parameters import Parameter, number, text

SPARSITY = Parameter(
    "sparsity",
    "number",
    0.5,
    minimum=0.0,
    maximum=1.0,
    step=0.05,
    description="Share of exact zeros, rounded up to whole entries.",
)
PER = Parameter(
    "per",
    "choice",
    "neuron",
    choices=("neuron", "input"),
    description=(
        "Whose share: that of each neuron's incoming weights, as published, or of each input's "
        "outgoing ones, which is what PyTorch's sparse_ does to a Linear layer's weight."
    ),
)
EPSILON = Parameter(
    "epsilon",
    "number",
    0.01,
    minimum=0.0,
    maximum=options.LARGEST,
    step=0.01,
    description="Standard deviation of the noise; at 0 the neurons are exact clones.",
)


def _orthogonal(layer: LayerContext, values: Values) -> Call:
    return Call(recipes.orthogonal, {"gain": options.total_gain(layer, values)})


def _orthogonal_law(layer: LayerContext, values: Values) -> Law:
    return law.sphere(max(layer.fan_in, layer.fan_out), options.total_gain(layer, values))


def _identity(_layer: LayerContext, values: Values) -> Call:
    return Call(recipes.identity, {"gain": number(values, "gain")})


def _identity_law(layer: LayerContext, values: Values) -> Law:
    return _diagonal_law(layer, number(values, "gain"))


def _diagonal_law(layer: LayerContext, value: float) -> Law:
    share = 1.0 / max(layer.fan_in, layer.fan_out)
    return law.atoms(((value, share), (0.0, 1.0 - share)))


def _sparse(_layer: LayerContext, values: Values) -> Call:
    return Call(
        recipes.sparse,
        {
            "sparsity": number(values, "sparsity"),
            "std": number(values, "std"),
            "per": text(values, "per"),
        },
    )


def _sparse_law(layer: LayerContext, values: Values) -> Law:
    size = layer.fan_in if text(values, "per") == "neuron" else layer.fan_out
    share = ceil(number(values, "sparsity") * size) / size
    return law.mixture(
        ((share, law.point(0.0)), (1.0 - share, law.normal(0.0, number(values, "std"))))
    )


def _ends(layer: LayerContext) -> tuple[bool, bool]:
    return layer.layer_index == 0, layer.layer_index == layer.depth - 1


def _mirrored(layer: LayerContext, values: Values) -> Call:
    first, last = _ends(layer)
    return Call(recipes.mirrored, {"first": first, "last": last, "gain": number(values, "gain")})


def _mirrored_law(layer: LayerContext, values: Values) -> Law:
    first, last = _ends(layer)
    gain = number(values, "gain")
    rows = layer.fan_in if first else layer.fan_in // 2
    cols = layer.fan_out if last else layer.fan_out // 2
    used_rows = rows if first else 2 * rows
    used_cols = cols if last else 2 * cols
    entries = layer.fan_in * layer.fan_out
    block = used_rows * used_cols / entries
    single = used_rows * (layer.fan_out - used_cols) / entries
    return law.mixture(
        (
            (block, law.sphere(max(rows, cols, 1), gain)),
            (single, law.normal(0.0, gain / sqrt(layer.fan_in))),
            (1.0 - block - single, law.point(0.0)),
        )
    )


def _zero_hadamard_law(layer: LayerContext, _values: Values) -> Law:
    if layer.fan_out <= layer.fan_in:
        return _diagonal_law(layer, 1.0)
    size = 1 << (layer.fan_out - 1).bit_length()
    # Entry (i, j) of Sylvester's matrix is -1 to the number of ones common to i and j.
    common = np.arange(layer.fan_in)[:, np.newaxis] & np.arange(layer.fan_out)
    share = float(np.mean(np.bitwise_count(common) % 2))
    return law.atoms(((1.0 / sqrt(size), 1.0 - share), (-1.0 / sqrt(size), share)))


def rai_law(layer: LayerContext, _values: Values) -> Law:
    """One of a neuron's fan_in + 1 entries, bias included, is Beta(2, 1), the others normal."""
    share = 1.0 / (layer.fan_in + 1)
    return law.mixture(
        (
            (share, law.beta(2.0, 1.0)),
            (1.0 - share, law.normal(0.0, recipes.RAI_STD / sqrt(layer.fan_in))),
        )
    )


def _clones(_layer: LayerContext, values: Values) -> Call:
    return Call(recipes.normal, {"mean": number(values, "value"), "std": number(values, "epsilon")})


def _clones_law(_layer: LayerContext, values: Values) -> Law:
    return law.normal(number(values, "value"), number(values, "epsilon"))


def _tied_std(layer: LayerContext, values: Values) -> float:
    return number(values, "gain") * sqrt(2.0 / (layer.fan_in + layer.fan_out))


def _tied(layer: LayerContext, values: Values) -> Call:
    std = _tied_std(layer, values)
    if layer.layer_index == layer.depth - 1:
        return Call(recipes.normal, {"std": std})
    return Call(recipes.tied_columns, {"std": std})


ENTRIES = (
    Initializer(
        name="orthogonal",
        label="Orthogonal",
        group="structured",
        formula="W = gain Q, Q of the QR of a Gaussian matrix, signs by the diagonal of R",
        reason=(
            "All singular values equal the gain: at 1, no direction that gets through is shrunk or "
            "stretched."
        ),
        parameters=(options.gain(), options.activation_gain()),
        call=_orthogonal,
        law=_orthogonal_law,
        breaks_symmetry="yes",
        suits=(*SATURATING, "linear", "relu"),
        citation=sources.SAXE,
    ),
    Initializer(
        name="identity",
        label="Identity",
        aliases=("eye", "IRNN"),
        group="structured",
        formula="W = gain I, padded with 0 where it is not square",
        reason=(
            "Passes its input on, times the gain; where a layer has more neurons than inputs, the "
            "extra ones are clones with weights 0."
        ),
        parameters=(options.gain(),),
        call=_identity,
        law=_identity_law,
        breaks_symmetry="depends",
        suits=("relu", "linear"),
        citation=sources.LE,
    ),
    Initializer(
        name="sparse",
        label="Sparse",
        group="structured",
        formula="a share of exact zeros for each neuron, the rest N(0, std^2)",
        reason=(
            "A share of the connections starts at 0, so that neurons differ in what they listen to "
            "and their sums stay small."
        ),
        parameters=(SPARSITY, options.std(0.01), PER),
        call=_sparse,
        law=_sparse_law,
        breaks_symmetry="yes",
        suits=("tanh", "sigmoid"),
        citation=sources.MARTENS,
    ),
    Initializer(
        name="mirrored_relu",
        label="Mirrored ReLU",
        aliases=("looks-linear",),
        group="structured",
        formula="W = [[W0, -W0], [-W0, W0]], W0 orthogonal; [W0, -W0] at the input",
        reason=(
            "relu(a) - relu(-a) = a: with neurons in mirrored pairs and biases 0, a ReLU network "
            "of any depth starts out linear."
        ),
        parameters=(options.gain(),),
        call=_mirrored,
        law=_mirrored_law,
        breaks_symmetry="yes",
        suits=("relu",),
        citation=sources.BALDUZZI,
    ),
    Initializer(
        name="zero_hadamard",
        label="ZerO (identity and Hadamard)",
        aliases=("ZerO initialization",),
        group="structured",
        formula="W = I, or the first rows of H / sqrt(p) where the layer widens; nothing random",
        reason=(
            "No randomness at all; but 8 neurons with 2 inputs, for example, get only 2 different "
            "sets of weights."
        ),
        call=lambda _layer, _values: Call(recipes.zero_hadamard, {}),
        law=_zero_hadamard_law,
        breaks_symmetry="depends",
        suits=("relu", "linear"),
        citation=sources.ZHAO,
    ),
    Initializer(
        name="rai",
        label="Randomized asymmetric (RAI)",
        aliases=("RAI",),
        bias_initializer="rai",
        group="structured",
        formula="w ~ N(0, 0.6007^2 / fan_in), one of each neuron's weights and bias ~ Beta(2, 1)",
        reason=(
            "One positive entry for each neuron, among its weights and bias, makes dead ReLUs less "
            "likely; use it with the rai bias."
        ),
        call=lambda _layer, _values: Call(recipes.rai, {}),
        law=rai_law,
        breaks_symmetry="yes",
        suits=("relu",),
        citation=sources.LU,
    ),
    Initializer(
        name="clones_with_noise",
        label="Clones with noise",
        group="symmetry",
        formula="w ~ N(value, epsilon^2)",
        reason=(
            "At epsilon 0 the neurons start as exact clones; the larger epsilon is, the less alike "
            "they are."
        ),
        parameters=(options.value(0.5), EPSILON),
        call=_clones,
        law=_clones_law,
        breaks_symmetry="depends",
    ),
    Initializer(
        name="tied_columns",
        label="Tied columns",
        group="symmetry",
        formula="one random column for all neurons of a hidden layer; N(0, s^2) at the output",
        reason=(
            "Equal incoming but different outgoing weights: the first update already makes the "
            "neurons different."
        ),
        parameters=(options.gain(),),
        call=_tied,
        law=lambda layer, values: law.normal(0.0, _tied_std(layer, values)),
        breaks_symmetry="yes",
        suits=SATURATING,
    ),
)
