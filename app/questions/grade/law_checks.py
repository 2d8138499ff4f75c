"""The checks of a law: what the weights are over many draws, in layers of several shapes.

A check fails only for what the draws show beyond doubt: five standard errors past a tolerance,
which one right law in a million does by chance. The draws are always the same, so a submission is
not graded differently the next time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isclose, sqrt
from typing import Final

from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import INITIALIZERS
from app.engine.initializers.entry import LayerContext
from app.engine.initializers.law import Law as EntryLaw
from app.engine.initializers.many_draws import (
    LAYERS,
    Drawn,
    constant_of,
    draw_often,
    quantiles,
)
from app.questions.grade.answer import Check
from app.questions.grade.goal import Law

#: Standard errors that are put down to chance: one in two million lies further off.
_DOUBT: Final = 5.0
#: What is taken for right, of the standard deviation: a hundredth nobody sees in training, and laws
#: that people call by one name differ by it.
_TOLERANCE: Final = 0.01
#: A variance that is not known to a quarter after so many draws does not settle: its tails are too
#: heavy.
_SETTLED: Final = 0.25
#: A shape is compared where these shares of the law lie below: in both tails, and between.
_SHARES: Final = (0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999)
#: What is taken for right of the share in a tail.
_TAIL: Final = 0.03
#: Mean square cosine of two neurons over that of independent ones, up to which they count as drawn
#: apart: mirrored pairs and orthogonal ones do.
_ALIKE: Final = 2.0

_NAMES: Final = (
    "It draws weights for layers of every size.",
    "The mean is right in every layer.",
    "The standard deviation is right in every layer.",
    "Every draw is another one.",
    "Every neuron is drawn on its own.",
)
_SHAPES: Final = (
    "The weights stay within the law's bounds, and reach them.",
    "Both tails and the middle are those of the law.",
)


@dataclass(frozen=True, slots=True)
class _Promise:
    """What is asked of one layer's entries."""

    mean: float
    std: float
    law: EntryLaw | None

    @property
    def points(self) -> tuple[float, ...]:
        """Where the shape is compared; nowhere where any shape is right."""
        return () if self.law is None else quantiles(self.law, _SHARES)


def law_checks(asked: Law, initializer: object, should_stop: Callable[[], bool]) -> list[Check]:
    """Check a run's initializer, a spec or one for each layer; raise StoppedError."""
    names = (*_NAMES, *(_SHAPES if asked.shape == "same" else ()))
    try:
        drawn = [_drawn(asked, initializer, layer, should_stop) for layer in LAYERS]
    except ArgumentError as error:
        why = f"it cannot be drawn: {error.allowed}"
        return [Check(text=name, holds=False, found=why, points=asked.points) for name in names]
    worst = [_first_wrong(check, drawn) for check in _checks(asked)]
    return [
        Check(text=name, holds=holds, found=found, points=asked.points)
        for name, (holds, found) in zip(names, worst, strict=True)
    ]


def _drawn(
    asked: Law, initializer: object, layer: LayerContext, should_stop: Callable[[], bool]
) -> tuple[_Promise, Drawn]:
    if not isinstance(initializer, Spec):
        raise ArgumentError("initializer", None, "one initializer for all layers is graded")
    promise = _promise(asked, layer)
    drawn = draw_often(
        initializer.name,
        initializer.parameters,
        layer,
        centre=promise.mean,
        points=promise.points,
        should_stop=should_stop,
    )
    return promise, drawn


def _promise(asked: Law, layer: LayerContext) -> _Promise:
    if isinstance(asked.like, Spec):
        law = INITIALIZERS[asked.like.name].law(layer, asked.like.parameters)
        if law is None:
            raise ValueError(f"{asked.like.name} has no law")
        return _Promise(law.mean, law.std, law if asked.shape == "same" else None)
    variance = constant_of(asked.variance or "", layer)
    return _Promise(constant_of(asked.mean, layer), sqrt(max(variance, 0.0)), None)


Judged = tuple[bool, str]


def _checks(asked: Law) -> list[Callable[[_Promise, Drawn], Judged]]:
    plain = [_can_be_drawn, _mean, _std, _varies, _apart]
    return [*plain, *((_bounds, _tails) if asked.shape == "same" else ())]


def _first_wrong(
    check: Callable[[_Promise, Drawn], Judged], drawn: Sequence[tuple[_Promise, Drawn]]
) -> Judged:
    """Return the first layer's result that is wrong, or the last one's."""
    results = [
        (holds, f"{found}, for {one.layer.fan_in} inputs and {one.layer.fan_out} neurons")
        for promise, one in drawn
        for holds, found in [check(promise, one)]
    ]
    return next((each for each in results if not each[0]), results[-1])


def _can_be_drawn(_promise: _Promise, drawn: Drawn) -> Judged:
    return True, f"{drawn.draws} draws of {drawn.entries // drawn.draws} weights"


def _mean(promise: _Promise, drawn: Drawn) -> Judged:
    off = abs(drawn.mean.value - promise.mean)
    allowed = _TOLERANCE * promise.std + _DOUBT * drawn.mean.error
    return off <= allowed, f"{drawn.mean.value:.4g}, where {promise.mean:.4g} is asked"


def _std(promise: _Promise, drawn: Drawn) -> Judged:
    # About its own mean: another one is another check's fault.
    variance = max(drawn.spread.value - (drawn.mean.value - promise.mean) ** 2, 0.0)
    found = sqrt(variance)
    told = f"{found:.4g}, where {promise.std:.4g} is asked"
    if promise.std == 0.0:
        return found == 0.0, told
    if drawn.spread.error * _DOUBT > _SETTLED * max(drawn.spread.value, promise.std**2):
        return False, "it does not settle: a few weights are far larger than all others"
    ratio = variance / promise.std**2
    allowed = 2.0 * _TOLERANCE + _DOUBT * drawn.spread.error / promise.std**2
    return abs(ratio - 1.0) <= allowed, told


def _varies(promise: _Promise, drawn: Drawn) -> Judged:
    if promise.std == 0.0:
        return True, "all weights are one number"
    return not drawn.repeated, "the same weights again" if drawn.repeated else "no draw came twice"


def _apart(promise: _Promise, drawn: Drawn) -> Judged:
    layer = drawn.layer
    if promise.std == 0.0:
        return True, "all weights are one number"
    if drawn.fewest_distinct < layer.fan_out:
        return False, f"only {drawn.fewest_distinct} of {layer.fan_out} neurons are different"
    limit = min(_ALIKE / layer.fan_in, (1.0 + 1.0 / layer.fan_in) / 2.0)
    told = f"two neurons have a mean square cosine of {drawn.alike:.2g}"
    return drawn.alike <= limit, f"{told}; independent ones have {1.0 / layer.fan_in:.2g}"


def _bounds(promise: _Promise, drawn: Drawn) -> Judged:
    law = promise.law
    told = f"from {drawn.minimum:.4g} to {drawn.maximum:.4g}"
    if law is None or law.minimum is None or law.maximum is None:
        return True, f"{told}; the law has none"
    width = law.maximum - law.minimum
    # Both ends must be neared; how much is beyond the last of a thousand, the tails say.
    inside = _least(drawn.minimum, law.minimum, width) and _least(
        -drawn.maximum, -law.maximum, width
    )
    low, high = promise.points[0], promise.points[-1]
    reached = drawn.minimum <= low and drawn.maximum >= high
    return inside and reached, f"{told}, where {law.minimum:.4g} to {law.maximum:.4g} is asked"


def _least(found: float, bound: float, width: float) -> bool:
    """Whether nothing lies below a bound, the rounding and the tolerance of its width aside."""
    return found >= bound - _TOLERANCE * width or isclose(found, bound)


def _tails(promise: _Promise, drawn: Drawn) -> Judged:
    worst, told = 0.0, "all shares are right"
    for share, point, below, above in zip(
        _SHARES, promise.points, drawn.below, drawn.above, strict=True
    ):
        for wanted, found, word in ((share, below, "below"), (1.0 - share, above, "above")):
            rare = min(wanted, 1.0 - wanted)
            error = sqrt(rare * (1.0 - rare) / drawn.entries)
            over = abs(found - wanted) / (_DOUBT * error + _TAIL * rare)
            if over > max(worst, 1.0):
                worst = over
                told = f"{found:.2%} lie {word} {point:.3g}, where {wanted:.2%} should"
    return worst <= 1.0, told
