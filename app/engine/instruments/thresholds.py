"""The one table of thresholds: what counts as saturated, dead, vanishing and so on, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from app.engine.network.activation import UNBOUNDED_SHOWN, Activation


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a quantity is compared with, and why it is that number.

    ``value`` is infinity where only the infinite is a fault.
    """

    value: float
    reason: str
    source: str | None = None


SATURATED: Final = Threshold(
    0.5,
    "More than half of the layer's outputs lie on the flat parts of the curve, where its slope is "
    "below 6 % of the steepest, so less than 6 % of a correction passes.",
    "Glorot & Bengio (2010), section 3, on saturation",
)
"""Share of a layer's activations."""
DEAD: Final = Threshold(
    0.5,
    "A unit that is 0 for every training sample gets no gradient and adds nothing; with half of "
    "them gone, so is half of the layer.",
    "Lu et al. (2019), arXiv 1903.06733, on dying ReLU",
)
"""Share of a layer's neurons."""
DEAD_NORMALIZED: Final = (
    "A unit that is 0 for every training sample adds nothing; with half of them gone, so is half "
    "of the layer."
)
"""The reason where a normalization passes corrections on to dead units too."""
VANISHING: Final = Threshold(
    1e-3,
    "At a thousandth of the output layer's correction, the first layer needs about a thousand "
    "times as many steps for the same change.",
    "Bengio, Simard & Frasconi (1994), on vanishing gradients",
)
"""Bound of the gradient flow."""
EXPLODING: Final = Threshold(
    1e3,
    "At a thousand times the output layer's correction, no learning rate suits both ends of the "
    "network.",
    "Bengio, Simard & Frasconi (1994), on exploding gradients",
)
"""Bound of the gradient flow."""
OUTPUT_RANGES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "linear": UNBOUNDED_SHOWN}
)
"""The range of the histogram of the output layer's activations, by its activation."""

LARGEST_OUTPUT: Final = Threshold(
    36.7,
    "From ln 2^53 = 36.7 on, sigmoid is exactly 1 in 64-bit arithmetic; at the start, before "
    "anything was learned, outputs should be of the size of the targets, about 1.",
)
LEAST_UPDATE_RATIO: Final = Threshold(
    -5.0,
    "A healthy step changes weights by about a thousandth of their spread, 10^-3; at 10^-5 it "
    "takes a hundred times as many steps.",
    "Karpathy (2022), Building makemore, part 3",
)
LEAST_PROGRESS: Final = Threshold(
    0.25,
    "The best constant answer ignores the inputs. A run that does not take a quarter off that "
    "answer's loss has learned little.",
    "McFadden (1974): 1 - loss / loss of a constant is the pseudo-R squared; for squared error "
    "it is R squared",
)
LEARNED: Final = Threshold(
    0.5,
    "The best constant answer ignores the inputs. A run has learned once its training loss is at "
    "most half of that answer's; nearly all runs end either far below that or far above.",
    LEAST_PROGRESS.source,
)
CLEAR_FALL: Final = Threshold(
    0.05,
    "Minibatches make the loss of a constant answer waver by a few percent; a fall by less than "
    "5 % is not drawn out into a forecast.",
)
"""Share of the best constant answer's loss."""
LARGEST_RISE: Final = Threshold(
    1.2,
    "Steps that fit the slope lower the loss. Minibatches make it waver by some percent; a fifth "
    "above both the start and the best constant answer means that steps overshoot.",
)
"""Times the larger of the losses of the start and of the best constant answer."""
NO_BETTER: Final = Threshold(
    0.0,
    "Below 0, answers to examples that were not trained on cost more than ignoring the inputs "
    "would.",
    "Goodfellow, Bengio & Courville (2016), Deep Learning, section 5.2, on overfitting",
)
"""Share learned, of the test data."""
ALL_DIFFERENT: Final = Threshold(
    1.0,
    "Neurons with the same incoming weights, bias and outgoing weights compute the same and get "
    "the same correction for every sample, whatever the data are; every neuron of a layer should "
    "be different.",
    "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4, on breaking symmetry",
)
"""Of the neurons of a layer."""
NEAR_CLONES: Final = Threshold(
    1e-3,
    "Weights that differ by less than a thousandth of the largest give outputs that no picture "
    "tells apart, and nearly the same corrections. Two neurons of a random start are hardly ever "
    "that close in all their weights.",
)
"""Share of a layer's largest weight."""
NO_RATE: Final = Threshold(0.0, "Steps are the learning rate times the gradient.")
FINITE: Final = Threshold(
    float("inf"),
    "A number beyond the range of 64-bit arithmetic, about 1.8e308, cannot be computed with.",
)


def vanishing_through(activation: Activation) -> Threshold:
    """Return the bound of vanishing, with what the activation by itself takes away."""
    if activation.steepest >= 1.0:
        return VANISHING
    taken = 100.0 * (1.0 - activation.steepest)
    return replace(
        VANISHING,
        reason=f"{VANISHING.reason} The slope of {activation.label} is at most "
        f"{activation.steepest:g}, so with weights that keep the signal's size each layer takes at "
        f"least {taken:.3g} % away.",
    )
