"""From a request to its resolved form: every default filled in, every run whole.

A resolved request is itself a request, and resolves to itself. What only shows once all fields are
known together (that there is one initializer per weight layer, that explicit arrays fit the
network, that recorded epochs lie within the run) is checked here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, Protocol

from app.engine.datasets import DATASETS, custom_dataset
from app.engine.datasets.split import size_of_test
from app.engine.errors import ArgumentError
from app.engine.experiment import Spec
from app.engine.initializers import INITIALIZERS
from app.engine.training.interventions import misplaced
from app.limits import LIMITS
from app.schemas.architecture_choice import fitting_widths
from app.schemas.choices import LayerChoice
from app.schemas.dataset_choice import CustomDataset
from app.schemas.initializer_checks import layer_problems, size_problems
from app.schemas.refusals import BODY, Problem, RefusedError, problem
from app.schemas.request import PLAIN_RUN, RunPatch, SimulationRequest

_RUN_FIELDS: Final = (
    "initializer",
    "bias_initializer",
    "activation",
    "optimizer",
    "learning_rate",
    "learning_rate_scale",
    "freeze",
    "architecture",
    "l2",
    "seed",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that a request implies: of the data, of the network, of the probe's inputs."""

    task: Literal["classification", "regression"]
    inputs: int
    outputs: int
    train_samples: int
    test_samples: int
    layers: tuple[tuple[int, int], ...]
    """(fan_in, fan_out) of each weight layer."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A whole request and the sizes it implies."""

    request: SimulationRequest
    shape: Shape


def resolve(request: SimulationRequest) -> Resolved:
    """Fill in every default and check what no single field shows.

    Raises:
        RefusedError: with every problem found.
    """
    shape = shape_of(request)
    patches = request.runs or [PLAIN_RUN]
    runs = [_whole(request, patch) for patch in patches]
    found = [
        *_epoch_problems(request),
        *_seed_problems(request, runs),
        *_architecture_problems(request, runs),
        *_scale_problems(request, runs, len(shape.layers)),
        *_intervention_problems(request, len(runs), shape),
        *size_problems(
            choice for run in runs for choice in (run.initializer, run.bias_initializer)
        ),
        *layer_problems(request, runs, shape.layers, drawing=False),
    ]
    if found:
        raise RefusedError(found)
    named = [
        run.model_copy(update={"label": label})
        for run, label in zip(runs, labels(runs), strict=True)
    ]
    return Resolved(request.model_copy(update={"runs": named}), shape)


def drawing_problems(request: SimulationRequest) -> list[Problem]:
    """Return why the networks of a resolved request cannot be drawn; none if they can.

    They are drawn to see it, so this is for workers. Each problem names the field of the
    request as it was asked: what a run has like the base, it takes from the base.
    """
    runs = request.runs or []
    patches = [
        run.model_copy(
            update={
                name: None for name in _RUN_FIELDS if getattr(run, name) == getattr(request, name)
            }
        )
        for run in runs
    ]
    asked = request.model_copy(update={"runs": patches})
    return list(layer_problems(asked, runs, shape_of(request).layers, drawing=True))


def shape_of(request: SimulationRequest) -> Shape:
    """Return the sizes a request implies.

    Raises:
        RefusedError: custom arrays do not fit together.
    """
    dataset = request.dataset
    if isinstance(dataset, CustomDataset):
        task, inputs, classes, train, test, outputs = _custom_sizes(dataset)
    else:
        entry = DATASETS[dataset.name]
        task = "regression" if entry.task == "regression" else "classification"
        inputs, classes, outputs = entry.input_size or 0, entry.classes or 0, 1
        test = size_of_test(dataset.samples, classes or 1, dataset.test_fraction)
        train = dataset.samples - test
    if task == "classification" and classes > 2:
        outputs = classes
    widths = (inputs, *request.hidden_layers, outputs)
    layers = tuple(pairwise(widths))
    return Shape(task, inputs, outputs, train, test, layers)


def _custom_sizes(
    dataset: CustomDataset,
) -> tuple[Literal["classification", "regression"], int, int, int, int, int]:
    try:
        made = custom_dataset(
            dataset.task,
            dataset.inputs,
            dataset.targets,
            dataset.test_inputs,
            dataset.test_targets,
        )
    except ArgumentError as error:
        loc = (BODY, "dataset", error.argument)
        raise RefusedError([problem(loc, error.value, error.allowed)]) from None
    outputs = 1 if made.task == "classification" else made.train_targets.shape[1]
    samples, inputs = made.train_inputs.shape
    return made.task, inputs, made.classes, samples, made.test_inputs.shape[0], outputs


def _whole(request: SimulationRequest, patch: RunPatch) -> RunPatch:
    """Take from the base what the patch leaves open."""
    given = {name: getattr(request, name) for name in _RUN_FIELDS if getattr(patch, name) is None}
    return patch.model_copy(update=given)


class Named(Protocol):
    """What may have a label, and has an initializer."""

    @property
    def label(self) -> str | None:
        """The label, if it has one."""

    @property
    def initializer(self) -> LayerChoice | None:
        """The initializer it is called by otherwise."""


def labels(items: Sequence[Named]) -> list[str]:
    """Name those that have no label after their initializer; number those that coincide."""
    proposed = [item.label or _label(item.initializer) for item in items]
    count = Counter(proposed)
    seen: Counter[str] = Counter()
    names = []
    for item, label in zip(items, proposed, strict=True):
        seen[label] += 1
        several = item.label is None and count[label] > 1
        names.append(f"{label} ({seen[label]})" if several else label)
    return names


def _label(choice: LayerChoice | None) -> str:
    if isinstance(choice, Spec):
        return str(INITIALIZERS[choice.name].label)
    return "Layer by layer"


def _epoch_problems(request: SimulationRequest) -> Iterator[Problem]:
    recorded = request.record.epochs
    if recorded == "auto":
        return
    allowed = f"an integer from 0 to {request.epochs}, the number of epochs"
    for index, epoch in enumerate(recorded):
        if epoch > request.epochs:
            yield problem((BODY, "record", "epochs", index), epoch, allowed)


def _architecture_problems(
    request: SimulationRequest, runs: Sequence[RunPatch]
) -> Iterator[Problem]:
    """Refuse hidden layers of which an architecture cannot be made."""
    widths = request.hidden_layers
    reported = False
    for index, run in enumerate(runs):
        allowed = None if run.architecture is None else fitting_widths(run.architecture, widths)
        if allowed is None:
            continue
        if request.runs and request.runs[index].architecture is not None:
            loc = (BODY, "runs", index, "architecture")
            yield problem(loc, None, allowed, came=f"residual with hidden_layers {widths}")
        elif not reported:
            reported = True
            yield problem(
                (BODY, "hidden_layers"), widths, f"with a residual architecture {allowed}"
            )


def _scale_problems(
    request: SimulationRequest, runs: Sequence[RunPatch], layers: int
) -> Iterator[Problem]:
    """Refuse scales of another number of layers, and layers to freeze that are not there."""
    reported = set()
    for index, run in enumerate(runs):
        patch = request.runs[index] if request.runs else PLAIN_RUN
        for name in ("learning_rate_scale", "freeze"):
            own = getattr(patch, name) is not None
            loc = (BODY, "runs", index, name) if own else (BODY, name)
            value = getattr(run, name)
            if loc in reported:
                continue
            if name == "freeze" and value and value[-1] >= layers:
                reported.add(loc)
                allowed = f"integers from 0 to {layers - 1}, the last weight layer"
                yield problem(loc, list(value), allowed)
            if name != "freeze" and isinstance(value, tuple) and len(value) != layers:
                reported.add(loc)
                allowed = (
                    f"a number, or a list of {layers}, one per weight layer (hidden_layers and "
                    "the output layer)"
                )
                yield problem(loc, None, allowed, came=f"a list of {len(value)}")


def _intervention_problems(
    request: SimulationRequest, runs: int, shape: Shape
) -> Iterator[Problem]:
    """Refuse changes at places that the experiment does not have."""
    for index, one in enumerate(request.interventions):
        for error in misplaced(one, runs=runs, epochs=request.epochs, shapes=shape.layers):
            loc = (BODY, "interventions", index, error.argument)
            yield problem(loc, error.value, error.allowed)


def _seed_problems(request: SimulationRequest, runs: list[RunPatch]) -> Iterator[Problem]:
    """Refuse seeds of which the last would be beyond the largest."""
    largest = max(run.seed or 0 for run in runs)
    if largest + request.seeds - 1 > LIMITS.seed:
        allowed = f"at most {LIMITS.seed - largest + 1} with the seed {largest}"
        yield problem((BODY, "seeds"), request.seeds, allowed)
