"""Optimizers: how a gradient changes the parameters.

Each writes its update as calls on flat vectors (see ``app.engine.network.ops``): ``w`` the
parameters, ``g`` the gradient, ``rate`` the learning rate of every element (0 at padding, which
therefore never moves).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.engine.framework_code import FrameworkCode
from app.engine.network.ops import Emit, execute
from app.engine.parameters import Parameter, number

Array = NDArray[np.float64]

# Adam's place where a root of 0 would divide: Kingma & Ba (2015), algorithm 1.
ADAM_EPSILON = 1e-8


class Clock:
    """Counts the updates since the start; the first update is step 1."""

    __slots__ = ("step",)

    def __init__(self, step: int = 0) -> None:
        self.step = step

    def tick(self) -> None:
        """Begin the next update."""
        self.step += 1


@dataclass(frozen=True, slots=True)
class UpdateArrays:
    """What an update works on; all are flat vectors of one length.

    ``state`` is kept from step to step and begins as zeros, ``scratch`` is not kept.
    """

    w: Array
    g: Array
    rate: Array
    state: tuple[Array, ...]
    scratch: tuple[Array, ...]


Update = Callable[[Emit, Mapping[str, float], UpdateArrays, Clock], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer:
    """An optimizer as the catalogue shows it, as the engine computes it and as code writes it.

    ``aliases`` are its other usual names. ``states`` is the number of vectors it keeps. In
    ``code`` the optimizer's own parameters stand by name in braces, and so do ``{rate}``, the
    learning rate, and for PyTorch ``{parameters}``, what is to be trained.
    """

    name: str
    label: str
    formula: str
    update: Update
    code: FrameworkCode
    parameters: tuple[Parameter, ...] = ()
    states: int = 0
    aliases: tuple[str, ...] = ()

    def numbers(self, values: Mapping[str, object]) -> dict[str, float]:
        """Return its parameters out of validated ``values``."""
        return {parameter.name: number(values, parameter.name) for parameter in self.parameters}

    def first_step(self, values: Mapping[str, object], gradient: Array) -> Array:
        """Return the first update of parameters of that gradient, divided by -learning rate.

        The result has the shape of ``gradient``.
        """
        w, g = np.zeros(gradient.size), gradient.flatten()
        states = tuple(np.zeros_like(w) for _ in range(self.states))
        on = UpdateArrays(w, g, np.ones_like(w), states, (np.zeros_like(w),))
        self.update(execute, self.numbers(values), on, Clock(1))
        return -w.reshape(gradient.shape)


def _sgd(emit: Emit, _parameters: Mapping[str, float], on: UpdateArrays, _clock: Clock) -> None:
    emit(np.multiply, on.g, on.rate, on.g)
    emit(np.subtract, on.w, on.g, on.w)


def _momentum(emit: Emit, parameters: Mapping[str, float], on: UpdateArrays, _clock: Clock) -> None:
    (velocity,) = on.state
    emit(np.multiply, velocity, parameters["momentum"], velocity)
    emit(np.add, velocity, on.g, velocity)
    emit(np.multiply, velocity, on.rate, on.g)
    emit(np.subtract, on.w, on.g, on.w)


def _adam(emit: Emit, parameters: Mapping[str, float], on: UpdateArrays, clock: Clock) -> None:
    mean, square = on.state
    (scratch,) = on.scratch
    beta1, beta2 = parameters["beta1"], parameters["beta2"]
    mean_correction, root_correction = np.ones(()), np.ones(())

    def correct() -> None:
        mean_correction[()] = 1.0 - beta1**clock.step
        root_correction[()] = sqrt(1.0 - beta2**clock.step)

    emit(correct)
    emit(np.multiply, mean, beta1, mean)
    emit(np.multiply, on.g, 1.0 - beta1, scratch)
    emit(np.add, mean, scratch, mean)
    emit(np.multiply, square, beta2, square)
    emit(np.multiply, on.g, on.g, scratch)
    emit(np.multiply, scratch, 1.0 - beta2, scratch)
    emit(np.add, square, scratch, square)
    emit(np.sqrt, square, scratch)
    emit(np.divide, scratch, root_correction, scratch)
    emit(np.add, scratch, parameters["epsilon"], scratch)
    emit(np.divide, mean, mean_correction, on.g)
    emit(np.multiply, on.g, on.rate, on.g)
    emit(np.divide, on.g, scratch, on.g)
    emit(np.subtract, on.w, on.g, on.w)


def _decay(name: str, default: float, description: str) -> Parameter:
    return Parameter(
        name,
        "number",
        default,
        minimum=0.0,
        maximum=0.999999,
        step=0.01,
        description=description,
    )


_TABLE = (
    Optimizer(
        name="sgd",
        label="SGD",
        aliases=("gradient descent", "stochastic gradient descent"),
        formula="w -= lr g",
        update=_sgd,
        code=FrameworkCode(
            torch="torch.optim.SGD({parameters}, lr={rate})",
            keras="keras.optimizers.SGD(learning_rate={rate})",
            flax="optax.sgd({rate})",
        ),
    ),
    Optimizer(
        name="momentum",
        label="SGD with momentum",
        aliases=("SGD momentum",),
        formula="v = mu v + g; w -= lr v",
        update=_momentum,
        code=FrameworkCode(
            torch="torch.optim.SGD({parameters}, lr={rate}, momentum={momentum})",
            keras="keras.optimizers.SGD(learning_rate={rate}, momentum={momentum})",
            flax="optax.sgd({rate}, momentum={momentum})",
        ),
        parameters=(_decay("momentum", 0.9, "mu, the share of the velocity that is kept a step"),),
        states=1,
    ),
    Optimizer(
        name="adam",
        label="Adam",
        formula="m = b1 m + (1 - b1) g; s = b2 s + (1 - b2) g^2; "
        "w -= lr m/(1 - b1^t) / (sqrt(s/(1 - b2^t)) + epsilon)",
        update=_adam,
        code=FrameworkCode(
            torch="torch.optim.Adam({parameters}, lr={rate}, betas=({beta1}, {beta2}), "
            "eps={epsilon})",
            keras="keras.optimizers.Adam(learning_rate={rate}, beta_1={beta1}, beta_2={beta2}, "
            "epsilon={epsilon})",
            flax="optax.adam({rate}, b1={beta1}, b2={beta2}, eps={epsilon})",
        ),
        parameters=(
            _decay("beta1", 0.9, "decay a step of the mean of the gradient"),
            _decay("beta2", 0.999, "decay a step of the mean of its square"),
            Parameter(
                "epsilon",
                "number",
                ADAM_EPSILON,
                minimum=0.0,
                exclusive_minimum=True,
                maximum=1.0,
                description="added to the root, so that a zero gradient divides by no zero",
            ),
        ),
        states=2,
    ),
)

OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType({entry.name: entry for entry in _TABLE})
