"""The depth experiment: measured as plain loops do it, expected as other integrals expect it."""

from itertools import count
from math import erf, exp, factorial, log, pi, sqrt
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad

from app.engine import random_streams as streams
from app.engine.depth import CurveConfig, DepthConfig, propagate
from app.engine.depth.config import Curve, Theory
from app.engine.depth.measurement import Signals, draw, make_inputs, send
from app.engine.depth.pairs import pair_expectation
from app.engine.depth.theory import (
    layer_laws,
    theory,
)
from app.engine.errors import StoppedError
from app.engine.initializers import INITIALIZERS, initialize, resolve
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.passes import with_ones
from tests.engine.reference import FUNCTIONS, slope

Array = NDArray[np.float64]


def curve(
    name: str = "glorot_normal",
    activation: str = "tanh",
    *,
    depth: int,
    bias: str = "zeros",
    bias_parameters: dict[str, object] | None = None,
    gain: float = 1.0,
    **parameters: object,
) -> CurveConfig:
    weights = resolve(name, parameters)
    biases = resolve(bias, bias_parameters or {}, bias=True)
    return CurveConfig(name, (weights,) * depth, (biases,) * depth, activation, gain)


def config(*curves: CurveConfig, width: int = 64, **changes: Any) -> DepthConfig:
    settings: dict[str, Any] = {
        "depth": len(curves[0].initializers),
        "seeds": 2,
        "seed": 0,
        "samples": 16,
        "inputs": "sphere",
        "input_std": 1.0,
        "cosine": 0.5,
    }
    return DepthConfig(width=width, curves=curves, **(settings | changes))


def expected(found: Curve) -> Theory:
    assert found.theory is not None, found.theory_note
    return found.theory


def per_seed(asked: DepthConfig, quantity: str) -> Array:
    """The quantity of every network of the first curve, (seeds, depth)."""
    seeds = range(asked.seed, asked.seed + asked.seeds)
    signals = [send(asked, asked.curves[0], seed) for seed in seeds]
    return np.array([getattr(one, quantity) for one in signals])


def plain_signals(asked: DepthConfig, one: CurveConfig, seed: int) -> dict[str, list[float]]:
    """One network, neuron by neuron and sample by sample."""
    rng = np.random.default_rng([seed, streams.PROPAGATION])
    inputs = make_inputs(asked, rng)
    noise = [rng.standard_normal(inputs.shape) for _ in range(2)]
    sent = [[row / sqrt(sum(v * v for v in row) / len(row)) for row in array] for array in noise]
    layers = initialize(
        [(asked.width, asked.width)] * asked.depth,
        one.initializers,
        one.bias_initializers,
        activation=one.activation,
        seed=seed,
        inputs=inputs,
    )
    f = FUNCTIONS[one.activation]
    n, samples = asked.width, len(inputs)
    zs: list[list[Array]] = []
    acts: list[list[Array]] = []
    tangents: list[list[Array]] = []
    for sample in range(samples):
        a, t = inputs[sample], sent[0][sample]
        zs.append([])
        acts.append([])
        tangents.append([])
        for index, (drawn, bias) in enumerate(layers):
            w = one.gain * drawn
            if index:
                before = zs[-1][-1]
                t = np.array(
                    [
                        sum(t[i] * slope(one.activation, before[i]) * w[i, j] for i in range(n))
                        for j in range(n)
                    ]
                )
            z = np.array([sum(a[i] * w[i, j] for i in range(n)) + bias[j] for j in range(n)])
            a = np.array([f(float(v)) for v in z])
            zs[-1].append(z)
            acts[-1].append(a)
            tangents[-1].append(t)
    deltas: list[list[Array]] = []
    for sample in range(samples):
        back = [sent[1][sample]]
        for index in reversed(range(asked.depth - 1)):
            w = one.gain * layers[index + 1][0]
            back.insert(
                0,
                np.array(
                    [
                        sum(w[i, j] * back[0][j] for j in range(n))
                        * slope(one.activation, zs[sample][index][i])
                        for i in range(n)
                    ]
                ),
            )
        deltas.append(back)
    found: dict[str, list[float]] = {name: [] for name in Signals.__slots__}
    half = samples // 2
    for index in range(asked.depth):
        values = [float(v) for rows in acts for v in rows[index]]
        mean = sum(values) / len(values)
        found["activation_std"].append(sqrt(sum((v - mean) ** 2 for v in values) / len(values)))
        squares = [float(v) ** 2 for rows in zs for v in rows[index]]
        found["second_moment"].append(sum(squares) / len(squares))
        pushed = [float(v) ** 2 for rows in tangents for v in rows[index]]
        found["jacobian_square"].append(sum(pushed) / len(pushed))
        returned = [float(v) for rows in deltas for v in rows[index]]
        centre = sum(returned) / len(returned)
        spread = sum((v - centre) ** 2 for v in returned) / len(returned)
        found["delta_std"].append(sqrt(spread))
        cosines = [
            sum(zs[i][index] * zs[half + i][index])
            / sqrt(sum(zs[i][index] ** 2) * sum(zs[half + i][index] ** 2))
            for i in range(half)
        ]
        found["cosine"].append(sum(cosines) / half)
        off = [all(rows[index][j] == 0.0 for rows in acts) for j in range(n)]
        found["dead"].append(sum(off) / n)
        died = [all(v == 0.0 for v in rows[index]) for rows in acts]
        found["dead_signal"].append(sum(died) / samples)
    return found


@pytest.mark.parametrize("activation", sorted(FUNCTIONS))
def test_every_quantity_is_what_plain_loops_find(activation: str) -> None:
    one = curve(
        "normal",
        activation,
        depth=4,
        std=0.6,
        gain=1.3,
        bias="normal",
        bias_parameters={"std": 0.2},
    )
    asked = config(one, width=5, samples=6)
    plain = plain_signals(asked, one, 3)
    signals = send(asked, one, 3)
    for name, values in plain.items():
        if name != "saturated":
            np.testing.assert_allclose(
                getattr(signals, name), values, rtol=1e-10, atol=1e-13, err_msg=name
            )


CHOICE = np.random.default_rng(12)
NETWORKS = [
    (int(width), int(CHOICE.integers(2, 257)), int(CHOICE.integers(2, 41)), str(activation))
    for width, activation in zip(
        [*range(1, 13), *CHOICE.integers(13, 513, 40), 500, 511, 512],
        CHOICE.choice(sorted(ACTIVATIONS), 55),
        strict=True,
    )
]


@pytest.mark.parametrize(("width", "samples", "depth", "activation"), NETWORKS)
def test_clones_stay_bit_identical_at_every_depth(
    width: int, samples: int, depth: int, activation: str
) -> None:
    # Every weight of a layer is one number: all neurons of a layer are clones, there and back.
    one = curve("constant", activation, depth=depth, bias="constant", value=0.7 / width)
    rng = np.random.default_rng(width)
    inputs = rng.standard_normal((samples, width))
    passed = draw(config(one, width=width, samples=samples), one, 0, inputs)
    passed.enter(with_ones(inputs).T[None])()
    passed.forward.run()
    passed.blocks[-1].arriving[0, :width] = rng.standard_normal((width, samples))
    passed.backward.run()
    seen = [*passed.pre_activations, *passed.deltas[:-1]]
    moved = list(passed.moving(rng.standard_normal((1, width, samples))))[1:]
    for rows in [*seen, *moved]:
        assert {row.tobytes() for row in rows[0, :width]} == {rows[0, 0].tobytes()}


#: Where softsign's slope (1 + |z|)^-2 has fallen to that of tanh at 0.97.
SOFTSIGN_EDGE = 1 / sqrt(1 - 0.97**2) - 1


@pytest.mark.parametrize(
    ("activation", "edge"),
    [
        ("tanh", np.arctanh(0.97)),
        ("sigmoid", log(0.985 / 0.015)),
        ("softsign", SOFTSIGN_EDGE),
    ],
)
def test_saturated_is_the_share_of_pre_activations_beyond_the_edge(
    activation: str, edge: float
) -> None:
    # Layer 1 of a linear asked's pre-activations are N(0, 9): the share follows from the normal law
    # up to the scatter of 32 x 400 draws, of which 16 inputs share each weight.
    asked = config(curve("normal", activation, depth=1, std=3.0 / sqrt(400)), width=400)
    share = 1.0 - erf(edge / 3.0 / sqrt(2))
    found = per_seed(asked, "saturated").mean()
    assert abs(found - share) < 5 * sqrt(share * (1 - share) / (2 * 400))


@pytest.mark.parametrize("cosine", [-1.0, -0.3, 0.0, 0.5, 1.0])
def test_inputs_on_the_sphere_have_exact_lengths_and_cosines(cosine: float) -> None:
    asked = config(curve(depth=1), width=20, samples=8, cosine=cosine, input_std=2.5)
    first, second = np.split(make_inputs(asked, np.random.default_rng(1)), 2)
    for rows in (first, second):
        np.testing.assert_allclose(np.sqrt(np.mean(rows**2, axis=1)), 2.5, rtol=1e-13)
    cosines = np.sum(first * second, axis=1) / (20 * 2.5**2)
    np.testing.assert_allclose(cosines, cosine, atol=1e-13)


def gaussian(function: Any) -> float:
    """E[function(z)] by adaptive integration, each side of the kink by itself."""

    def density(z: float) -> float:
        return float(function(z)) * exp(-z * z / 2) / sqrt(2 * pi)

    sides = [quad(density, low, high, epsabs=1e-13, limit=400)[0] for low, high in HALVES]
    return float(sum(sides))


HALVES = ((-12.0, -1.0), (-1.0, 0.0), (0.0, 1.0), (1.0, 12.0))


@pytest.mark.parametrize("activation", sorted(FUNCTIONS))
@pytest.mark.parametrize(("sigma_w", "sigma_b"), [(0.7, 0.0), (1.5, 0.3), (3.0, 1.0)])
def test_length_map_and_chi_are_the_integrals_of_mean_field_theory(
    activation: str, sigma_w: float, sigma_b: float
) -> None:
    width, depth = 50, 3
    one = curve(
        "normal",
        activation,
        depth=depth,
        std=sigma_w / sqrt(width),
        bias="normal",
        bias_parameters={"std": sigma_b},
    )
    theory = expected(propagate(config(one, width=width, seeds=1, samples=2)).curves[0])
    q, f = sigma_w**2 + sigma_b**2, FUNCTIONS[activation]
    for index in range(depth):
        assert theory.second_moment[index] == pytest.approx(q, rel=1e-9)
        root = sqrt(q)
        chi = sigma_w**2 * gaussian(lambda z, root=root: slope(activation, root * z) ** 2)
        mean = gaussian(lambda z, root=root: f(root * z))
        square = gaussian(lambda z, root=root: f(root * z) ** 2)
        assert theory.chi[index] == pytest.approx(chi, rel=1e-9)
        assert theory.activation_std[index] == pytest.approx(sqrt(square - mean**2), rel=1e-8)
        q = sigma_w**2 * square + sigma_b**2


def mehler(activation: str, root: float, cosine: float) -> float:
    """E[f(root u) f(root v)] as a series in the cosine.

    Mehler: sum of a_k^2 c^k with a_k = E[f(root z) He_k(z)] / sqrt(k!).
    """
    z, weights = np.polynomial.hermite_e.hermegauss(150)
    values = ACTIVATIONS[activation](root * z) * weights / sqrt(2 * pi)
    total = 0.0
    for k in range(80):
        polynomial = np.polynomial.hermite_e.hermeval(z, [0.0] * k + [1.0])
        total += float(values @ polynomial) ** 2 / factorial(k) * cosine**k
    return total


@pytest.mark.parametrize("cosine", [-0.9, -0.2, 0.0, 0.4, 0.9])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "softplus"])
def test_the_pair_expectation_is_the_sum_over_hermite_polynomials(
    activation: str, cosine: float
) -> None:
    # 0.9^80 = 2e-4, and the a_k^2 of these smooth functions are below 1e-7 by then.
    total = mehler(activation, 0.8, cosine)
    assert pair_expectation(ACTIVATIONS[activation], 0.8, cosine) == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize(("sigma_w", "sigma_b"), [(0.8, 0.0), (1.0, 0.5), (1.3, 0.9)])
def test_the_cosine_follows_the_correlation_map(sigma_w: float, sigma_b: float) -> None:
    width, depth, between, length = 40, 4, 0.3, 1.2
    one = curve(
        "normal",
        depth=depth,
        std=sigma_w / sqrt(width),
        bias="normal",
        bias_parameters={"std": sigma_b},
    )
    asked = config(one, width=width, seeds=1, samples=2, cosine=between, input_std=length)
    theory = expected(propagate(asked).curves[0])
    # Two inputs share the biases: their variance is part of the covariance too.
    square, product = length**2, length**2 * between
    for index in range(depth):
        q = sigma_w**2 * square + sigma_b**2
        cosine = (sigma_w**2 * product + sigma_b**2) / q
        # The series is cut after 80 terms, the last of them below 1e-9 for these.
        assert theory.cosine[index] == pytest.approx(cosine, abs=1e-7)
        root = sqrt(q)
        square = gaussian(lambda z, root=root: np.tanh(root * z) ** 2)
        product = mehler("tanh", root, cosine)


def test_relu_without_biases_aligns_its_inputs_along_the_arc_cosine_map() -> None:
    theory = expected(propagate(config(curve("he_normal", "relu", depth=20))).curves[0])
    cosine = 0.5
    for found in theory.cosine:
        assert found == pytest.approx(cosine, abs=1e-12)
        angle = np.arccos(cosine)
        cosine = (np.sin(angle) + (pi - angle) * cosine) / pi


@pytest.mark.parametrize("cosine", [-1.0, -0.7, 0.0, 0.3, 0.999, 1.0])
def test_the_pair_expectation_of_relu_is_the_arc_cosine_kernel(cosine: float) -> None:
    # Cho & Saul (2009), degree 1: (sin t + (pi - t) cos t) / (2 pi).
    angle = np.arccos(cosine)
    kernel = (np.sin(angle) + (pi - angle) * cosine) / (2 * pi)
    assert pair_expectation(ACTIVATIONS["relu"], 1.0, cosine) == pytest.approx(kernel, abs=1e-13)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("scale", [0.01, 1.0, 50.0])
def test_equal_inputs_share_their_square_and_independent_ones_their_means(
    activation: str, scale: float
) -> None:
    f = FUNCTIONS[activation]
    square = gaussian(lambda z: f(max(-700.0, scale * z)) ** 2)
    mean = gaussian(lambda z: f(max(-700.0, scale * z)))
    function = ACTIVATIONS[activation]
    assert pair_expectation(function, scale, 1.0) == pytest.approx(square, rel=1e-8)
    assert pair_expectation(function, scale, 0.0) == pytest.approx(
        mean**2, rel=1e-8, abs=1e-10 * square
    )


def test_relu_with_variance_one_over_fan_in_loses_exactly_the_root_of_two_a_layer() -> None:
    asked = config(curve("lecun_normal", "relu", depth=12), width=128, seeds=24, samples=4)
    theory = expected(propagate(asked).curves[0])
    ratios = np.divide(theory.activation_std[:-1], theory.activation_std[1:])
    np.testing.assert_allclose(ratios, sqrt(2), rtol=1e-12)
    # For ReLU the expected square is exact at any width: mean over the seeds within 5 of its own
    # standard errors.
    squares = per_seed(asked, "second_moment")
    error = squares.std(axis=0, ddof=1) / sqrt(len(squares))
    assert np.all(np.abs(squares.mean(axis=0) - 0.5 ** np.arange(12)) < 5 * error)


def test_he_keeps_the_square_of_relu_signals_and_deltas() -> None:
    asked = config(curve("he_normal", "relu", depth=12), width=128, seeds=24, samples=4)
    theory = expected(propagate(asked).curves[0])
    np.testing.assert_allclose(theory.second_moment, 2.0, rtol=1e-12)
    np.testing.assert_allclose(theory.delta_std, 1.0, rtol=1e-12)
    for quantity, value in (("second_moment", 2.0), ("jacobian_square", 1.0)):
        found = per_seed(asked, quantity)[:, 1:]
        error = found.std(axis=0, ddof=1) / sqrt(len(found))
        assert np.all(np.abs(found.mean(axis=0) - value) < 5 * error)


@pytest.mark.parametrize(
    ("activation", "sigma_w", "sigma_b"),
    [("tanh", 1.0, 0.0), ("tanh", 2.5, 0.1), ("sigmoid", 2.0, 0.3), ("selu", 1.0, 0.0)],
)
def test_wide_networks_do_what_the_theory_says(
    activation: str, sigma_w: float, sigma_b: float
) -> None:
    width, depth = 256, 6
    one = curve(
        "normal",
        activation,
        depth=depth,
        std=sigma_w / sqrt(width),
        bias="normal",
        bias_parameters={"std": sigma_b},
    )
    asked = config(one, width=width, seeds=8, samples=8)
    theory = expected(propagate(asked).curves[0])
    for quantity in ("second_moment", "activation_std", "delta_std", "jacobian_square", "cosine"):
        found = per_seed(asked, quantity)
        expectation = np.array(getattr(theory, quantity))
        # 5 standard errors of the seeds, and the bias of finite width: each layer shifts a mean
        # square by terms of order 1 / width, here taken as 4 of them.
        error = found.std(axis=0, ddof=1) / sqrt(len(found))
        bias = 4 * depth / width * np.abs(expectation)
        assert np.all(np.abs(found.mean(axis=0) - expectation) < 5 * error + bias), quantity


def test_ten_tanh_layers_of_small_weights_shrink_the_signal_to_nothing() -> None:
    asked = config(curve("normal", depth=10, std=0.01), width=500, seeds=1)
    one = propagate(asked).curves[0]
    # sqrt(500) * 0.01 = 0.2236 a layer; tanh is linear there up to (0.2)^2.
    assert one.measured.activation_std.mean[0] == pytest.approx(0.2236, rel=0.1)
    assert one.measured.activation_std.mean[-1] == pytest.approx(0.2236**10, rel=0.25)
    assert one.measured.delta_std.mean[0] == pytest.approx(0.2236**9, rel=0.25)
    assert expected(one).limit is not None


def test_a_narrow_relu_network_dies_as_often_as_the_formula_says() -> None:
    asked = config(curve("he_normal", "relu", depth=8), width=3, seeds=300, samples=2)
    expectation = np.array(expected(propagate(asked).curves[0]).dead_signal)
    np.testing.assert_allclose(expectation, 1 - (1 - 2.0**-3) ** np.arange(1, 9), rtol=1e-12)
    found = per_seed(asked, "dead_signal").mean(axis=0)
    # A network's two inputs may die together, so each network counts as one draw.
    assert np.all(np.abs(found - expectation) < 5 * np.sqrt(expectation * (1 - expectation) / 300))


def test_zeros_carry_nothing_forward_and_nothing_back() -> None:
    one = propagate(config(curve("zeros", depth=4))).curves[0]
    assert one.measured.second_moment.mean == (0.0,) * 4
    assert one.measured.delta_std.mean[:-1] == (0.0,) * 3
    assert np.isnan(one.measured.cosine.mean).all()
    assert expected(one).delta_std[:-1] == (0.0,) * 3


@pytest.mark.parametrize(
    ("sigma_w", "regime"), [(0.8, "ordered"), (1.0, "critical"), (1.5, "chaotic")]
)
def test_tanh_is_ordered_critical_or_chaotic_by_its_weights(sigma_w: float, regime: str) -> None:
    one = curve("normal", depth=2, std=sigma_w / 8)
    limit = expected(propagate(config(one)).curves[0]).limit
    assert limit is not None
    assert limit.regime == regime
    if regime == "chaotic":
        # A fixed point of the length map, and the depth scale of its chi.
        assert limit.second_moment is not None
        q = limit.second_moment
        assert sigma_w**2 * gaussian(lambda z: np.tanh(sqrt(q) * z) ** 2) == pytest.approx(q)
        assert limit.depth_scale == pytest.approx(1 / log(limit.chi))


#: Without biases their critical point is q = 0, where they are linear with slope 1/2; but a signal
#: of any size leaves it and grows towards ReLU's law with twice the variance it can bear.
UNSTABLE = {"gelu", "silu"}


@pytest.mark.parametrize("activation", sorted({*INITIALIZERS["edge_of_chaos"].suits, *UNSTABLE}))
def test_edge_of_chaos_is_critical_for_the_activations_it_suits(activation: str) -> None:
    one = curve("edge_of_chaos", activation, depth=2)
    limit = expected(propagate(config(one)).curves[0]).limit
    assert limit is not None
    suits = activation in INITIALIZERS["edge_of_chaos"].suits
    assert limit.regime == ("critical" if suits else "unbounded")


@pytest.mark.parametrize(
    ("activation", "square", "bias_std", "regime", "bounded"),
    [
        # Rectifiers have no size to settle at beyond 2, and at 2 a bias adds to it in every layer.
        ("relu", 1.9, 0.3, "ordered", True),
        ("relu", 2.0, 0.0, "critical", True),
        ("relu", 2.0, 0.3, "critical", False),
        ("relu", 2.01, 0.0, "unbounded", False),
        ("relu", 3.0, 0.3, "unbounded", False),
        ("gelu", 2.1, 0.3, "unbounded", False),
        ("gelu", 4.0, 0.0, "unbounded", False),
        ("linear", 1.1, 0.0, "unbounded", False),
        ("elu", 1.9, 0.0, "chaotic", True),
        ("tanh", 3.0, 0.3, "chaotic", True),
        ("softsign", 3.0, 0.0, "chaotic", True),
    ],
)
def test_only_a_signal_of_finite_size_is_called_chaotic(
    activation: str, square: float, bias_std: float, regime: str, bounded: bool
) -> None:
    one = curve(
        "normal",
        activation,
        depth=150,
        std=sqrt(square / 64),
        bias="normal",
        bias_parameters={"std": bias_std},
    )
    asked = config(one, seeds=1, samples=2, cosine=0.999)
    layers = layer_laws(asked, one)
    assert not isinstance(layers, str)
    found = theory(asked, activation, layers)
    assert found.limit is not None
    assert found.limit.regime == regime
    assert (found.limit.second_moment is not None) == bounded
    # What the word means: two inputs that are nearly alike come apart.
    assert (found.cosine[-1] < 0.98) == (regime == "chaotic")


@pytest.mark.parametrize("name", sorted(set(INITIALIZERS) - {"explicit"}))
def test_every_initializer_has_a_theory_that_fits_its_first_layer_or_a_reason_why_not(
    name: str,
) -> None:
    found = propagate(config(curve(name, "relu", depth=2), width=64, seeds=4)).curves[0]
    entry = INITIALIZERS[name]
    if found.theory is None:
        assert entry.label in found.theory_note
        return
    assert entry.independent or name == "zeros"
    # The mean square of 4 x 64 numbers, each of a law with at most the kurtosis of a normal one.
    measured = found.measured.second_moment.mean[0]
    assert measured == pytest.approx(found.theory.second_moment[0], rel=5 * sqrt(2 / (4 * 64)))


def test_a_mean_other_than_zero_has_no_theory() -> None:
    found = propagate(config(curve("normal", depth=2, mean=0.1))).curves[0]
    assert found.theory is None
    assert "mean 0.1" in found.theory_note


def test_a_gain_multiplies_a_linear_signal_layer_by_layer() -> None:
    plain, doubled = propagate(
        config(curve(depth=5, activation="linear"), curve(depth=5, activation="linear", gain=2.0))
    ).curves
    ratio = np.divide(doubled.measured.second_moment.mean, plain.measured.second_moment.mean)
    np.testing.assert_allclose(ratio, 4.0 ** np.arange(1, 6), rtol=1e-12)
    np.testing.assert_allclose(expected(doubled).chi, 4 * np.array(expected(plain).chi))


def test_a_curve_is_the_same_alone_and_in_company() -> None:
    he = curve("he_normal", "relu", depth=3)
    alone = propagate(config(he)).curves[0]
    beside = propagate(config(curve(depth=3), he)).curves[1]
    assert alone == beside


def test_a_band_holds_the_quantiles_of_the_seeds() -> None:
    asked = config(curve("normal", depth=2, std=0.3), width=8, seeds=11)
    band = propagate(asked).curves[0].measured.second_moment
    values = np.sort(per_seed(asked, "second_moment"), axis=0)
    # Of 11 values the 10 % quantile is the second, the 90 % quantile the tenth.
    np.testing.assert_allclose(band.low, values[1], rtol=1e-12)
    np.testing.assert_allclose(band.high, values[9], rtol=1e-12)
    np.testing.assert_allclose(band.mean, values.mean(axis=0), rtol=1e-12)


def test_a_signal_beyond_all_numbers_is_told_and_breaks_nothing() -> None:
    found = propagate(config(curve("normal", "linear", depth=60, std=1e6))).curves[0]
    assert not np.isfinite(found.measured.second_moment.mean[-1])
    assert np.isnan(expected(found).second_moment[-1])


def test_it_stops_between_networks_when_it_is_no_longer_wanted() -> None:
    asked = count()
    with pytest.raises(StoppedError):
        propagate(config(curve(depth=1), seeds=8), lambda: next(asked) == 3)
    assert next(asked) == 4
