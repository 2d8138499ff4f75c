"""The laws that may have made a tensor, each with parameters that suit it.

Which laws there are, which parameters they have and what these do is read from the entries of the
initializers: a parameter that stretches the law is fitted to the tensor's std, one that shifts it
to the mean, one that is a bound to the bounds, one that is a share of zeros to the zeros.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import floor, inf, log, log10, sqrt
from typing import Final

from app.engine.errors import ArgumentError
from app.engine.identify.fit import shape_of
from app.engine.identify.summary import Summary
from app.engine.initializers import INITIALIZERS, Initializer, LayerContext
from app.engine.initializers.law import Law
from app.engine.network.activations import ACTIVATIONS
from app.engine.parameters import Parameter

DIGIT_COST: Final = log(10.0)
"""Ten times as many numbers have one digit more: of that much less weight is each."""

ROUND_COST: Final = 3.0
"""Of a number of one digit, of which there are some twenty of a likely size."""

PLAIN_COST: Final = log(2.0)
"""Of 1, 2 or 5 times a power of ten, which people like best."""

CHOICE_COST: Final = 0.5
"""Of each parameter that is not at its default but is a usual choice."""

KNOWN_COST: Final = 2.0
"""Of a number that is known in this place, as the gain of an activation."""

DIGITS: Final = 4
"""Digits to which fitted parameters are rounded at most."""

NEAR: Final = 4.0
"""Standard errors of a fitted parameter within which a rounder number is taken for it."""

KNOWN_NUMBERS: Final = tuple(
    sorted(
        {2.0, sqrt(2.0), 0.5}
        | {entry.torch_gain for entry in ACTIVATIONS.values() if entry.torch_gain is not None}
    )
)


NO_LAWS: Final = frozenset(
    entry.name
    for entry in INITIALIZERS.values()
    if any(parameter.kind in {"array", "text"} for parameter in entry.parameters)
)
"""Initializers whose numbers or formula the user gives: what they make follows no law of their own,
and checking a formula draws from it, at any size."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A law of the catalogue with parameters; ``cost`` is how surprising these are, in nats."""

    entry: Initializer
    parameters: Mapping[str, object]
    law: Law
    cost: float


def candidates_of(
    entry: Initializer,
    summary: Summary,
    layer: LayerContext,
    given: Mapping[str, object] | None = None,
    known_stds: tuple[float, ...] = (),
) -> Iterator[Candidate]:
    """Give an entry with each set of parameters that suits a tensor; ``given`` ones stand."""
    fixed = given or {}
    if entry.scales is not None:
        # Its gain is what the data made it: any is as likely.
        for other in candidates_of(INITIALIZERS[entry.scales], summary, layer):
            yield Candidate(entry, fixed, other.law, ROUND_COST)
        return
    choices = [
        [fixed[it.name]] if it.name in fixed else _choices(it, layer) for it in entry.parameters
    ]
    for values in product(*choices):
        chosen = dict(zip((it.name for it in entry.parameters), values, strict=True))
        altered = sum(chosen[it.name] != it.default for it in entry.parameters)
        usual = _law(entry, layer, chosen)
        if usual is None:
            continue
        for parameters, cost in _fitted(entry, chosen, summary, layer, set(fixed), known_stds):
            law = _law(entry, layer, parameters)
            # A random law without any width left is another law, which has its own entry.
            if law is not None and (law.std > 0.0 or usual.std == 0.0):
                yield Candidate(entry, parameters, law, cost + CHOICE_COST * altered)


def _choices(parameter: Parameter, layer: LayerContext) -> list[object]:
    if parameter.name == "activation_gain" and layer.activation == "linear":
        return [parameter.default]
    if parameter.kind == "choice":
        return list(parameter.choices)
    return [parameter.default]


def _law(entry: Initializer, layer: LayerContext, values: Mapping[str, object]) -> Law | None:
    try:
        if entry.check is not None:
            entry.check(layer, values)
        return entry.law(layer, values)
    except (ArgumentError, ZeroDivisionError, OverflowError):
        return None


def _fitted(
    entry: Initializer,
    chosen: dict[str, object],
    summary: Summary,
    layer: LayerContext,
    fixed: set[str],
    known_stds: tuple[float, ...],
) -> Iterator[tuple[dict[str, object], float]]:
    """Give the parameters as they are, and fitted, with the cost of each."""
    yield chosen, 0.0
    numbers = [it for it in entry.parameters if it.kind == "number" and it.name not in fixed]
    options: dict[str, list[tuple[float, float]]] = {}
    for parameter in numbers:
        found = [
            (value, 0.0 if value == parameter.default else cost)
            for value, cost in _options(entry, parameter, chosen, summary, layer, known_stds)
        ]
        if found:
            options[parameter.name] = found
    if not options:
        return
    for values in product(*options.values()):
        fitted = {name: value for name, (value, _) in zip(options, values, strict=True)}
        costs = {name: cost for name, (_, cost) in zip(options, values, strict=True)}
        if "low" in fitted and fitted["low"] == -fitted.get("high", 0.0):
            # One number, written twice.
            del costs["low"]
        yield {**chosen, **fitted}, sum(costs.values())


def _options(
    entry: Initializer,
    parameter: Parameter,
    chosen: dict[str, object],
    summary: Summary,
    layer: LayerContext,
    known_stds: tuple[float, ...],
) -> list[tuple[float, float]]:
    """Give values of one parameter with their costs, none where it has no part that can be seen."""

    def at(value: float) -> Law | None:
        return _law(entry, layer, {**chosen, parameter.name: value})

    if parameter.name in {"low", "high"}:
        return _bound_options(summary, parameter)
    one, two = at(1.0), at(2.0)
    half = at(0.5)
    if one is None or two is None or half is None:
        return []
    if one.std > 0.0 and two.std > 0.0:
        power = log(two.std / one.std) / log(2.0)
        if one.mean == two.mean and (abs(power - 1.0) < 1e-9 or abs(power - 0.5) < 1e-9):
            return _scale_options(parameter, one, power, summary, known_stds)
    if abs(one.mean - half.mean - 0.5) < 1e-9 and one.std == half.std:
        return _location_options(summary)
    share = [sum(p for value, p in law.atoms if value == 0.0) for law in (half, one)]
    if one.density is None and one.atoms[0][0] != one.atoms[-1][0]:
        # A diagonal times a gain: its largest entry is the gain.
        if one.maximum == 1.0 and two.maximum == 2.0 and summary.values is not None:
            return round_numbers(summary.maximum, 1e-6)
        return []
    if share[0] < share[1] and parameter.maximum == 1.0:
        return round_numbers(summary.zeros / summary.finite, 0.5 / min(layer.fan_in, layer.fan_out))
    return []


def _bound_options(summary: Summary, parameter: Parameter) -> list[tuple[float, float]]:
    reach = summary.maximum - summary.minimum
    beyond = 2.0 * NEAR * reach / summary.finite
    if parameter.name == "low":
        return round_numbers(summary.minimum - beyond / 2.0, beyond / 2.0)
    return round_numbers(summary.maximum + beyond / 2.0, beyond / 2.0)


def _location_options(summary: Summary) -> list[tuple[float, float]]:
    error = NEAR * summary.std / sqrt(summary.finite)
    if abs(summary.mean) < error:
        return [(0.0, 0.0)]
    return round_numbers(summary.mean, max(error, 1e-7 * abs(summary.mean)))


def _scale_options(
    parameter: Parameter,
    one: Law,
    power: float,
    summary: Summary,
    known_stds: tuple[float, ...],
) -> list[tuple[float, float]]:
    kurtosis, edge = shape_of(one)
    spread = sqrt(summary.std**2 + (summary.mean - one.mean) ** 2)
    error = sqrt(max(kurtosis - 1.0, 0.1) / (4.0 * summary.finite))
    estimate = spread / one.std
    if edge > 0.2 and one.maximum is not None and one.minimum == -one.maximum:
        # Of a law with edges the largest entry tells more than the std does.
        error = 2.0 / summary.finite
        estimate = max(summary.maximum, -summary.minimum) / one.maximum * (1.0 + error)
    if estimate <= 0.0:
        return []
    window = NEAR * error / power
    estimate **= 1.0 / power
    found = round_numbers(estimate, estimate * window)
    known = [(number, KNOWN_COST) for number in KNOWN_NUMBERS]
    known += [((std / one.std) ** (1.0 / power), KNOWN_COST) for std in known_stds]
    found += [(n, cost) for n, cost in known if abs(n - estimate) <= estimate * window]
    largest = inf if parameter.maximum is None else parameter.maximum
    return [(number, cost) for number, cost in found if number <= largest]


def round_numbers(estimate: float, window: float) -> list[tuple[float, float]]:
    """Give the roundest number within ``window`` of an estimate, and the nearest of more digits."""
    if estimate == 0.0:
        return [(0.0, 0.0)]
    exponent = floor(log10(abs(estimate)))
    found: dict[float, float] = {}
    for digits in range(1, DIGITS + 1):
        number = round(estimate, digits - 1 - exponent)
        if abs(number - estimate) <= window or digits == DIGITS:
            plain = digits == 1 and f"{abs(number):e}"[0] in "125"
            cost = PLAIN_COST if plain else ROUND_COST + DIGIT_COST * (digits - 1)
            found.setdefault(number, cost)
    return list(found.items())
