"""From a resolved request to the engine's experiment."""

from app.engine.datasets import Dataset, custom_dataset, make_dataset
from app.engine.experiment import Experiment, RecordConfig, RunConfig
from app.schemas.architecture_choice import architecture_of
from app.schemas.choices import per_layer
from app.schemas.dataset_choice import CustomDataset
from app.schemas.request import RunPatch, SimulationRequest


def to_experiment(request: SimulationRequest) -> Experiment:
    """Make the experiment of a resolved request; draws the dataset.

    Raises:
        ValueError: the request is not resolved.
    """
    if request.runs is None:
        raise ValueError("the request has no runs: it is not resolved")
    layers = len(request.hidden_layers) + 1
    record = request.record
    return Experiment(
        dataset=_dataset(request),
        hidden_layers=tuple(request.hidden_layers),
        loss=request.loss,
        batch_size=None if request.batch_size == "full" else request.batch_size,
        epochs=request.epochs,
        shuffle=request.shuffle,
        record=RecordConfig(
            epochs=None if record.epochs == "auto" else record.epochs,
            histogram_bins=record.histogram_bins,
            neuron_outputs=record.neuron_outputs,
            weights=record.weights,
            instruments=record.instruments,
            derived=record.compact != "changes",
        ),
        runs=tuple(_run(run, layers) for run in request.runs),
        seeds=request.seeds,
        interventions=request.interventions,
    )


def _dataset(request: SimulationRequest) -> Dataset:
    dataset = request.dataset
    if isinstance(dataset, CustomDataset):
        return custom_dataset(
            dataset.task,
            dataset.inputs,
            dataset.targets,
            dataset.test_inputs,
            dataset.test_targets,
        )
    return make_dataset(
        dataset.name,
        samples=dataset.samples,
        noise=dataset.noise,
        test_fraction=dataset.test_fraction,
        seed=dataset.seed,
    )


def _run(run: RunPatch, layers: int) -> RunConfig:
    if (
        run.label is None
        or run.initializer is None
        or run.bias_initializer is None
        or run.activation is None
        or run.optimizer is None
        or run.learning_rate is None
        or run.learning_rate_scale is None
        or run.freeze is None
        or run.architecture is None
        or run.l2 is None
        or run.seed is None
    ):
        raise ValueError("a run has fields left open: the request is not resolved")
    scale = run.learning_rate_scale
    return RunConfig(
        label=run.label,
        initializers=per_layer(run.initializer, layers),
        bias_initializers=per_layer(run.bias_initializer, layers),
        activation=run.activation,
        optimizer=run.optimizer,
        learning_rate=run.learning_rate,
        l2=run.l2,
        seed=run.seed,
        architecture=architecture_of(run.architecture),
        learning_rate_scale=scale if isinstance(scale, tuple) else (scale,) * layers,
        freeze=run.freeze,
    )
