"""Why runs show something other than the lesson's table claims."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import mean
from types import MappingProxyType
from typing import Final

from app.engine.instruments.thresholds import VANISHING
from app.engine.lesson.claims import CHANCE_LOSS, LEARNED
from app.engine.lesson.start_and_end import RunStory

NEXT_TO_NOTHING: Final = 1e-10
"""A share that small of a signal or a correction is as good as none."""

UNMOVED: Final = 0.01
"""Share by which weights may have changed and still count as where they began."""

AT_CHANCE: Final = 0.25
"""Share of CHANCE_LOSS by which a loss may differ from it and still be near it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A reason; ``holds`` tells whether what it says is true of a run."""

    text: str
    holds: Callable[[RunStory], bool]


def _zeros_stay(run: RunStory) -> bool:
    return all(layer.gradient_zero for layer in run.start.layers) and _never_moved(run)


def _never_moved(run: RunStory) -> bool:
    return all(layer.weight_rms == 0.0 for layer in run.end.hidden)


def _only_output_weights(run: RunStory) -> bool:
    *hidden, output = run.start.layers
    return all(layer.delta_std == 0.0 for layer in hidden) and not output.gradient_zero


def _grows_then_vanishes(run: RunStory) -> bool:
    before, after = (
        mean(layer.saturated or 0.0 for layer in moment.hidden) for moment in (run.start, run.end)
    )
    vanished = run.end.flow < VANISHING.value
    return run.start.flow > 1.0 and 0.75 < before < 0.85 and after > 0.9 and vanished


def _passes_one_layer(run: RunStory) -> bool:
    saturated = run.start.hidden[0].saturated or 0.0
    return 0.1 < run.start.flow < 10.0 and 0.0 < saturated < 0.5


def _stuck(run: RunStory) -> bool:
    vanished = run.end.flow < VANISHING.value
    return abs(run.end.train_loss / CHANCE_LOSS - 1.0) < AT_CHANCE and vanished


def _fades_both_ways(run: RunStory) -> bool:
    signal = run.start.hidden[-1].activation_std / run.start.hidden[0].activation_std
    return signal < NEXT_TO_NOTHING and run.start.flow < NEXT_TO_NOTHING


def _early_layers_stay(run: RunStory) -> bool:
    return abs(run.end.hidden[0].weight_rms / run.start.hidden[0].weight_rms - 1.0) < UNMOVED


NOTES: Final[Mapping[tuple[str, str, str], Note]] = MappingProxyType(
    {
        ("zeros", "vanishing_gradient", "exactly zero"): Note(
            "With tanh and zeros the gradient does not fade, it is exactly 0 in every weight: the "
            "hidden outputs are 0, and so are the weights that would carry a correction back. Only "
            "the output bias learns.",
            _zeros_stay,
        ),
        ("zeros_sigmoid", "vanishing_gradient", "exactly zero"): Note(
            "Sigmoid of 0 is 0.5, so the output weights do get gradients; but no correction passes "
            "back over them until they have moved.",
            _only_output_weights,
        ),
        ("zeros", "learning_outcome", "learns nothing (all clones)"): Note(
            "The neurons are all the same, but not because they learn the same: their weights "
            "never move. Clones that learn need weights other than 0, or an activation that is not "
            "0 at 0, such as sigmoid.",
            _never_moved,
        ),
        ("large", "vanishing_gradient", "vanishes later"): Note(
            "At the start the gradient does not vanish. Four in five outputs lie on flat parts of "
            "tanh, but the other units pass the correction on times a large weight, so that it "
            "grows on its way back. Training then drives more than nine in ten onto the flat "
            "parts, and it vanishes after all.",
            _grows_then_vanishes,
        ),
        ("large", "vanishing_gradient", "flows"): Note(
            "With a single hidden layer there is nothing for a correction to fade through on its "
            "way, and with two inputs only part of the outputs lie on the flat parts of tanh.",
            _passes_one_layer,
        ),
        ("large", "learning_outcome", "learns"): Note(
            "On this task a single hidden layer forgives large weights. Depth does not.",
            lambda run: run.end.train_accuracy >= LEARNED,
        ),
        ("large", "learning_outcome", "learns nothing"): Note(
            "Stuck rather than unstable: the loss comes down to about ln 2, the cost of knowing "
            "nothing, and stays near it, since hardly any correction reaches the first layer.",
            _stuck,
        ),
        ("small", "vanishing_gradient", "vanishes"): Note(
            "Small weights are safe in a shallow network only. Here every layer shrinks the signal "
            "on its way forward and the correction on its way back, and ten layers leave next to "
            "nothing of either.",
            _fades_both_ways,
        ),
        ("small", "learning_outcome", "learns nothing"): Note(
            "Stable, but only because hardly anything moves: the gradient of the first layer is "
            "too small to change it in this many steps.",
            _early_layers_stay,
        ),
    }
)
"""By row, column and result."""
