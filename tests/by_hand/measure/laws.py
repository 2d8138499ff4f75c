"""How often the law that made a tensor is named: drawn by the frameworks and by the catalogue.

For a Python that has NumPy and, for their own draws, PyTorch, Keras and JAX installed; each is used
where it is there. It prints the confusion table of docs/check.md.

    python -m tests.by_hand.measure.laws --count 5000 --seed 0
"""

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np

from app.engine.identify.bits import Raw
from app.engine.identify.ranking import CONFIDENT, Place, described, ranked
from app.engine.identify.summary import Layout
from app.engine.identify.tensor_summary import summarize, tensor_of
from app.engine.initializers import INITIALIZERS, LayerContext
from app.engine.initializers.network import resolve

GIVEN = {"explicit", "expression"}
LARGE = 1024
"""Entries above which at least 99.5 % are to be named."""

Draw = Callable[[int, int, int], Raw]


@dataclass(frozen=True)
class Source:
    """One way to draw: who draws, the law's name here, how it lies, and its function."""

    framework: str
    law: str
    layout: Layout
    draw: Draw


def catalogue() -> Iterator[Source]:
    """Give every law of the catalogue at its defaults."""
    for name in sorted(set(INITIALIZERS) - GIVEN):

        def draw(fan_in: int, fan_out: int, seed: int, name: str = name) -> Raw:
            inputs = np.random.default_rng(seed).standard_normal((32, fan_in))
            layer = LayerContext(1, 3, fan_in, fan_out, "relu", seed, inputs=inputs)
            values = resolve(name, {}).parameters
            return INITIALIZERS[name].call(layer, values).run(layer).astype(np.float32)

        yield Source("catalogue", name, "in_out", draw)


def torch() -> Iterator[Source]:
    """Give PyTorch's own initializers."""
    import torch as t

    t.set_num_threads(1)
    init = t.nn.init
    calls: dict[str, Callable[[t.Tensor], object]] = {
        "glorot_normal": init.xavier_normal_,
        "glorot_uniform": init.xavier_uniform_,
        "he_normal": lambda w: init.kaiming_normal_(w, nonlinearity="relu"),
        "he_uniform": lambda w: init.kaiming_uniform_(w, nonlinearity="relu"),
        "lecun_normal": lambda w: init.kaiming_normal_(w, nonlinearity="linear"),
        "torch_normal": init.normal_,
        "normal": lambda w: init.normal_(w, std=0.02),
        "torch_uniform": init.uniform_,
        "torch_truncated_normal": init.trunc_normal_,
        "orthogonal": init.orthogonal_,
        "identity": init.eye_,
        "sparse": lambda w: init.sparse_(w, 0.5),
    }
    for law, call in calls.items():

        def draw(fan_in: int, fan_out: int, seed: int, call: object = call) -> Raw:
            t.manual_seed(seed)
            weights = t.empty(fan_out, fan_in)
            call(weights)  # type: ignore[operator]
            return np.asarray(weights)

        yield Source("torch", law, "out_in", draw)

    def linear(fan_in: int, fan_out: int, seed: int) -> Raw:
        t.manual_seed(seed)
        return np.asarray(t.nn.Linear(fan_in, fan_out).weight.detach())

    yield Source("torch", "torch_linear_default", "out_in", linear)


def keras() -> Iterator[Source]:
    """Give Keras' own initializers."""
    from keras import initializers as own

    classes = {
        "glorot_uniform": own.GlorotUniform,
        "glorot_truncated_normal": own.GlorotNormal,
        "he_uniform": own.HeUniform,
        "he_truncated_normal": own.HeNormal,
        "lecun_uniform": own.LecunUniform,
        "lecun_truncated_normal": own.LecunNormal,
        "keras_normal": own.RandomNormal,
        "keras_uniform": own.RandomUniform,
        "keras_truncated_normal": own.TruncatedNormal,
        "orthogonal": own.Orthogonal,
    }
    for law, kind in classes.items():

        def draw(fan_in: int, fan_out: int, seed: int, kind: object = kind) -> Raw:
            return np.asarray(kind(seed=seed)((fan_in, fan_out)))  # type: ignore[operator]

        yield Source("keras", law, "in_out", draw)


def flax() -> Iterator[Source]:
    """Give JAX' own initializers, which are Flax's."""
    import jax

    own = jax.nn.initializers
    calls = {
        "glorot_uniform": own.glorot_uniform(),
        "glorot_truncated_normal": own.glorot_normal(),
        "he_uniform": own.he_uniform(),
        "he_truncated_normal": own.he_normal(),
        "lecun_uniform": own.lecun_uniform(),
        "flax_dense_default": own.lecun_normal(),
        "jax_normal": own.normal(),
        "jax_uniform": own.uniform(),
        "jax_truncated_normal": own.truncated_normal(),
        "orthogonal": own.orthogonal(),
    }
    for law, call in calls.items():

        def draw(fan_in: int, fan_out: int, seed: int, call: object = call) -> Raw:
            return np.asarray(call(jax.random.key(seed), (fan_in, fan_out)))  # type: ignore[operator]

        yield Source("flax", law, "in_out", draw)


def shapes(count: int, rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    """Give shapes from 4 x 4 to 2048 x 2048, log-uniform; one in 40 above 512."""
    for index in range(count):
        most = 11.0 if index % 40 == 0 else 9.0
        yield tuple(np.round(2.0 ** rng.uniform(2.0, most, 2)).astype(int).tolist())


def sources() -> list[Source]:
    """Give all sources whose framework is installed."""
    found = list(catalogue())
    for group in (torch, keras, flax):
        try:
            found += group()
        except ImportError as error:
            print(f"without {group.__name__}: {error}")
    return found


def main() -> None:
    """Draw, identify, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    ways = sources()
    named: dict[str, Counter[str]] = defaultdict(Counter)
    firsts: dict[str, Counter[str]] = defaultdict(Counter)
    for index, (fan_in, fan_out) in enumerate(shapes(options.count, rng)):
        way = ways[index % len(ways)]
        array = way.draw(fan_in, fan_out, options.seed + index)
        summary = summarize(tensor_of(way.law, array), way.layout)
        laws = described(summary, ranked(summary, Place(array.shape, way.layout, "relu")))
        size = "large" if array.size > LARGE else "small"
        first = laws[0].name if laws else "none"
        alike = laws[0].indistinguishable_from if laws else ()
        good = way.law == first or way.law in alike
        named[f"{way.framework} {size}"]["named" if good else "missed"] += 1
        if good and way.law != first and laws[0].confidence > CONFIDENT:
            named[f"{way.framework} {size}"]["as one alike, surely"] += 1
        if size == "large":
            firsts[way.law]["itself" if way.law == first else first if not good else "alike"] += 1
        if not good and size == "large":
            print("missed", way.framework, way.law, array.shape, index, first)
    for group, counts in sorted(named.items()):
        total = counts["named"] + counts["missed"]
        print(f"{group}: {counts['named']} of {total} ({100 * counts['named'] / total:.2f} %)")
    print("\n| made by | tensors | named first | named as alike | missed, named instead |")
    print("| --- | --- | --- | --- | --- |")
    for law, counts in firsts.items():
        rest = {k: v for k, v in counts.items() if k not in {"itself", "alike"}}
        words = ", ".join(f"{k} {v}" for k, v in rest.items()) or "none"
        print(f"| `{law}` | {counts.total()} | {counts['itself']} | {counts['alike']} | {words} |")


if __name__ == "__main__":
    main()
