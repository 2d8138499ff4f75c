"""Initializers that go by a layer's place: in the branch of a residual block, or at the output.

In a network without branches all layers but the output layer are alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from app.engine.initializers import law, options, recipes, sources
from app.engine.initializers.entry import Call, Initializer, LayerContext, Values
from app.engine.initializers.law import Law
from app.engine.initializers.scaling import RECTIFYING, SATURATING, Scaling, always
from app.engine.parameters import Parameter, integer, number

SCALE = Parameter(
    "scale",
    "number",
    2.0,
    minimum=0.0,
    maximum=options.LARGEST,
    step=0.1,
    description="Variance times fan_in of the other layers: 2 by He, for ReLU; 1 by LeCun.",
)
HEAD_GAIN = Parameter(
    "head_gain",
    "number",
    0.01,
    minimum=0.0,
    maximum=options.LARGEST,
    step=0.01,
    description="Gain of the output layer: 0.01 for a policy, 1 for a value.",
)
HIDDEN_GAIN = Parameter(
    "gain",
    "number",
    sqrt(2.0),
    minimum=0.0,
    maximum=options.LARGEST,
    step=0.1,
    description="Gain of all other layers.",
)
BASE_WIDTH = Parameter(
    "base_width",
    "integer",
    32,
    minimum=1,
    maximum=4096,
    step=1,
    description=(
        "The fan_in of the output layer at which its variance is scale / fan_in, as that of all "
        "others."
    ),
)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Normal draws, or zeros where the variance, that of a place, is 0."""

    scale: Callable[[LayerContext, Values], float]
    mode: str = "fan_in"

    @property
    def _scaling(self) -> Scaling:
        return Scaling(self.scale, always(self.mode), always("normal"))

    def call(self, layer: LayerContext, values: Values) -> Call:
        """The recipe for the layer."""
        if self.scale(layer, values) == 0.0:
            return Call(recipes.constant, {"value": 0.0})
        return self._scaling.call(layer, values)

    def law(self, layer: LayerContext, values: Values) -> Law:
        """Mean 0, variance scale / n."""
        return self._scaling.law(layer, values)


def _gpt2_std(layer: LayerContext, values: Values) -> float:
    std = number(values, "std")
    if layer.branch is None or not layer.ends_branch:
        return std
    return std / sqrt(layer.branch.blocks)


def _gpt2(layer: LayerContext, values: Values) -> Call:
    return Call(recipes.normal, {"mean": 0.0, "std": _gpt2_std(layer, values)})


def _zero_branch(layer: LayerContext, values: Values) -> float:
    return 0.0 if layer.ends_branch else number(values, "scale")


def _zero_readout(layer: LayerContext, values: Values) -> float:
    return 0.0 if layer.is_output else number(values, "scale")


def _fixup(layer: LayerContext, values: Values) -> float:
    if layer.ends_branch or layer.is_output:
        return 0.0
    scale = number(values, "scale")
    if layer.branch is None:
        return scale
    # A gain of blocks^(-1 / (2 layers - 2)); the only layer of a branch is its last one.
    shrinking: float = layer.branch.blocks ** (-1.0 / (layer.branch.layers - 1))
    return scale * shrinking


def _deepnorm(layer: LayerContext, _values: Values) -> float:
    if layer.branch is None:
        return 1.0
    # beta^2 of beta = (8 N)^(-1/4), where each of N Transformer layers has two branches.
    return 1.0 / sqrt(4.0 * layer.branch.blocks)


def _mup(layer: LayerContext, values: Values) -> float:
    scale = number(values, "scale")
    return scale * integer(values, "base_width") / layer.fan_in if layer.is_output else scale


def _head_gain(layer: LayerContext, values: Values) -> float:
    return number(values, "head_gain" if layer.is_output else "gain")


def _small_head(layer: LayerContext, values: Values) -> Call:
    return Call(recipes.orthogonal, {"gain": _head_gain(layer, values)})


def _small_head_law(layer: LayerContext, values: Values) -> Law:
    return law.sphere(max(layer.fan_in, layer.fan_out), _head_gain(layer, values))


ZERO_BRANCH = _Placed(_zero_branch)
ZERO_READOUT = _Placed(_zero_readout)
FIXUP = _Placed(_fixup)
DEEPNORM = _Placed(_deepnorm, "fan_avg")
MUP = _Placed(_mup)

ENTRIES = (
    Initializer(
        name="gpt2",
        label="GPT-2",
        group="by place",
        formula="w ~ N(0, std^2), the last layer of each branch N(0, std^2 / blocks)",
        reason=(
            "Each of n branches adds to the stream, so their sum grows like sqrt(n); the last "
            "layer of each is drawn smaller by that. For pre-normalized blocks, where the std "
            "itself hardly matters."
        ),
        parameters=(options.std(0.02),),
        call=_gpt2,
        law=lambda layer, values: law.normal(0.0, _gpt2_std(layer, values)),
        breaks_symmetry="yes",
        suits=("gelu", "relu"),
        citation=sources.RADFORD,
        independent=True,
        by_place=True,
    ),
    Initializer(
        name="zero_branch",
        label="Zero last layer of each branch",
        aliases=("zero gamma", "zero-init residual"),
        group="by place",
        formula="w ~ N(0, scale / fan_in), 0 in the last layer of each branch",
        reason=(
            "Every block begins as the identity, so the network begins shallow and its signal "
            "keeps its size at any depth; the first update lets the branches in. As published "
            "the zero is the gain of the branch's last batch normalization."
        ),
        parameters=(SCALE,),
        call=ZERO_BRANCH.call,
        law=ZERO_BRANCH.law,
        breaks_symmetry="yes",
        suits=RECTIFYING,
        citation=sources.GOYAL,
        independent=True,
        by_place=True,
    ),
    Initializer(
        name="fixup",
        label="Fixup",
        aliases=("fixed-update initialization",),
        group="by place",
        formula=(
            "variance scale / fan_in, in branches times blocks^(-1 / (layers - 1)); the last layer "
            "of each branch and the output layer 0"
        ),
        reason=(
            "Of n branches with m layers each, the first m - 1 are drawn smaller by "
            "n^(1 / (2 m - 2)), so that an update changes the network's answer by no more than in "
            "one without branches: deep residual networks train without normalization. With a "
            "multiplier in each branch that starts at 1 and is trained."
        ),
        parameters=(SCALE,),
        call=FIXUP.call,
        law=FIXUP.law,
        breaks_symmetry="yes",
        suits=RECTIFYING,
        citation=sources.ZHANG,
        independent=True,
        by_place=True,
    ),
    Initializer(
        name="deepnorm",
        label="DeepNorm",
        aliases=("DeepNet",),
        group="by place",
        formula=(
            "w ~ N(0, 2 beta^2 / (fan_in + fan_out)), beta = (4 blocks)^(-1/4) in branches, else 1"
        ),
        reason=(
            "For post-normalized blocks LN(alpha h + u) with alpha = blocks^(1/4), which are "
            "those with a branch multiplier of 1 / alpha: updates stay bounded however many "
            "blocks there are. As published for Transformer layers, which have two branches each."
        ),
        call=DEEPNORM.call,
        law=DEEPNORM.law,
        breaks_symmetry="yes",
        suits=("relu", "gelu"),
        citation=sources.WANG,
        independent=True,
        by_place=True,
    ),
    Initializer(
        name="orthogonal_small_head",
        label="Orthogonal with a small head",
        aliases=("PPO initialization",),
        group="by place",
        formula="W = gain Q, Q orthogonal; head_gain Q at the output",
        reason=(
            "As reinforcement learning starts a policy: nearly equal chances for every action, "
            "whatever the state, so that nothing is ruled out before it was tried."
        ),
        parameters=(HIDDEN_GAIN, HEAD_GAIN),
        call=_small_head,
        law=_small_head_law,
        breaks_symmetry="yes",
        suits=("tanh", "relu"),
        citation=sources.HUANG,
        by_place=True,
    ),
    Initializer(
        name="zero_readout",
        label="Zero readout",
        aliases=("zero output layer",),
        group="by place",
        formula="w ~ N(0, scale / fan_in), 0 at the output",
        reason=(
            "The network begins by answering 0, or all classes alike, at any width: the loss "
            "starts at that of guessing and no random function has to be unlearned. One zero layer "
            "does not stop learning, as long as the hidden neurons differ."
        ),
        parameters=(SCALE,),
        call=ZERO_READOUT.call,
        law=ZERO_READOUT.law,
        breaks_symmetry="yes",
        suits=(*RECTIFYING, *SATURATING),
        citation=sources.YANG,
        independent=True,
        by_place=True,
    ),
    Initializer(
        name="mup",
        label="muP",
        aliases=("maximal update parametrization",),
        group="by place",
        formula="variance scale / fan_in, at the output scale base_width / fan_in^2",
        reason=(
            "With learning rates by layer, so that every layer learns as fast at any width and the "
            "best learning rate stays: for Adam, learning_rate_scale is 1 in the first layer and "
            "base_width / fan_in in all others; for SGD it is fan_out / base_width in the first "
            "layer, 1 in hidden ones and base_width / fan_in at the output."
        ),
        parameters=(SCALE, BASE_WIDTH),
        call=MUP.call,
        law=MUP.law,
        breaks_symmetry="yes",
        suits=RECTIFYING,
        citation=sources.YANG,
        independent=True,
        by_place=True,
    ),
)
