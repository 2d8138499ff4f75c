"""How often the verdict on a start agrees with the end of its run.

A start is drawn at random: dataset, activation, depth, width, scale of the weights, optimizer,
learning rate, epochs, seed. The verdict on it says whether the run will learn; the run is then
trained to its end. They agree if the verdict says so exactly if the final training loss is below
half of the best constant answer's. By hand:

    python -m tests.by_hand.measure.agreement [--starts 400] [--seed 1]

prints JSON: the share that agree, its 95 % interval, the same by what was drawn, and every start
on which they disagree.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import sqrt

import numpy as np

from app.engine.datasets import Dataset, make_dataset
from app.engine.experiment import Experiment, RecordConfig, RunConfig, Spec
from app.engine.initializers import resolve
from app.engine.instruments.progress import constant_answer
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.losses import encode_targets
from app.engine.simulation import output_head, simulate
from tests.engine.support import OPTIMIZERS, diverged, done

DATASETS = ("circles", "xor", "gaussians", "spirals", "moons", "plane", "digits")
SAMPLES = 200
NAMED = ("glorot_normal", "glorot_uniform", "he_normal", "lecun_normal", "orthogonal")
USUAL_RATES = {"sgd": 0.1, "momentum": 0.03, "adam": 0.01}
"""The largest rate drawn for each optimizer; a tenth and three tenths of it are drawn as well."""
DEEPEST = 12
#: What a start says of faults that do not keep a run from learning.
HARMLESS = {"healthy", "dead"}


@dataclass(frozen=True, slots=True)
class Start:
    """A random start; ``scale`` is fan_in times the variance of the weights, None by a rule."""

    dataset: str
    activation: str
    depth: int
    width: int
    initializer: str
    scale: float | None
    optimizer: str
    learning_rate: float
    epochs: int
    seed: int

    def experiment(self) -> Experiment:
        """Return the experiment, recorded as little as may be."""
        parameters = {} if self.scale is None else {"scale": self.scale, "mode": "fan_in"}
        layers = self.depth + 1
        run = RunConfig(
            label="start",
            initializers=(resolve(self.initializer, parameters),) * layers,
            bias_initializers=(Spec("zeros", {}),) * layers,
            activation=self.activation,
            optimizer=OPTIMIZERS[self.optimizer],
            learning_rate=self.learning_rate,
            l2=0.0,
            seed=self.seed,
        )
        return Experiment(
            dataset=data_of(self.dataset),
            hidden_layers=(self.width,) * self.depth,
            loss="auto",
            batch_size=16,
            epochs=self.epochs,
            shuffle=True,
            record=RecordConfig(epochs=(0,), neuron_outputs=False),
            runs=(run,),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the verdict on a start said, and how its run ended."""

    start: Start
    findings: tuple[str, ...]
    learned: bool
    share_left: float | None
    """The final training loss over the best constant answer's; None if it diverged."""

    @property
    def agrees(self) -> bool:
        """Whether the verdict said what came."""
        return (set(self.findings) <= HARMLESS) == self.learned


def data_of(name: str) -> Dataset:
    """Return a dataset of the catalogue with its own noise."""
    return make_dataset(name, samples=SAMPLES)


def draw(rng: np.random.Generator) -> Start:
    """Draw a start: half of them by a named rule, half of any scale from 0.01 to 100."""
    named = rng.random() < 0.5
    optimizer = str(rng.choice(sorted(USUAL_RATES)))
    return Start(
        dataset=str(rng.choice(DATASETS)),
        activation=str(rng.choice(sorted(ACTIVATIONS))),
        depth=int(rng.integers(1, DEEPEST + 1)),
        width=int(rng.choice([8, 16, 32])),
        initializer=str(rng.choice(NAMED)) if named else "variance_scaling",
        scale=None if named else float(10 ** rng.uniform(-2, 2)),
        optimizer=optimizer,
        learning_rate=USUAL_RATES[optimizer] * float(rng.choice([0.1, 0.3, 1.0])),
        epochs=int(rng.choice([100, 200, 300])),
        seed=int(rng.integers(1000)),
    )


def outcome_of(start: Start) -> Outcome:
    """Train a start to its end and hold it against its verdict."""
    config = start.experiment()
    events = list(simulate(config))
    result = done(events).runs[0]
    head = output_head(config)
    train = encode_targets(config.dataset.train_targets, head)
    constant = constant_answer(train, train[:0], head).train_loss
    ended = not diverged(events) and result.figures is not None
    left = result.figures.train_loss / constant if ended and result.figures else None
    return Outcome(
        start=start,
        findings=tuple(finding.name for finding in result.verdicts.start),
        learned=left is not None and left < 0.5,
        share_left=left,
    )


def measure(starts: int, seed: int) -> list[Outcome]:
    """Return the outcomes of so many random starts; the same seed gives the same starts."""
    return [outcome_of(draw(np.random.default_rng([seed, index]))) for index in range(starts)]


def interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share. Source: Wilson (1927)."""
    z, share = 1.96, right / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    return centre - half, centre + half


def report(outcomes: list[Outcome]) -> dict[str, object]:
    """Sum the outcomes up."""
    right = sum(outcome.agrees for outcome in outcomes)
    return {
        "starts": len(outcomes),
        "learned": sum(outcome.learned for outcome in outcomes),
        "agree": right,
        "share": right / len(outcomes),
        "interval": interval(right, len(outcomes)),
        "by": {name: dict(_shares(outcomes, name)) for name in ("dataset", "activation", "depth")},
        "disagree": [
            asdict(outcome.start) | {"findings": outcome.findings, "share_left": outcome.share_left}
            for outcome in outcomes
            if not outcome.agrees
        ],
    }


def _shares(outcomes: list[Outcome], name: str) -> Iterator[tuple[str, str]]:
    groups = defaultdict(list)
    for outcome in outcomes:
        groups[getattr(outcome.start, name)].append(outcome.agrees)
    for value in sorted(groups):
        yield str(value), f"{sum(groups[value])} of {len(groups[value])}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--starts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(report(measure(options.starts, options.seed)), indent=1))


if __name__ == "__main__":
    main()
