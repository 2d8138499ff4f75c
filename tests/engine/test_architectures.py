"""What is done to networks and said of them holds in every architecture."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment, RecordConfig, Spec
from app.engine.initializers import resolve
from app.engine.simulation import simulate
from tests.engine.architectures import EVERY, RESIDUAL, Request, made, name_of, widths_for
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    done,
    experiment,
    random_layers,
    required,
    run_config,
    snapshots,
)
from tests.engine.training.touches import touch

EVERY_EPOCH = RecordConfig(tuple(range(7)), weights=True)
every_architecture = pytest.mark.parametrize("request_", EVERY, ids=name_of)


def one_run(request: Request, **changes: Any) -> Experiment:
    """An experiment of one run, of networks of width 4."""
    widths = widths_for(request, 2, 1)
    layers = changes.pop("layers", None) or random_layers(widths, seed=5)
    settings = {"epochs": 6, "record": EVERY_EPOCH, "interventions": ()}
    shared = {name: changes.pop(name, value) for name, value in settings.items()}
    run = run_config(
        layers,
        **{"architecture": made(request), "optimizer": OPTIMIZERS["adam"], **changes},
    )
    return experiment(dataset("moons", 40), widths[1:-1], [run], **shared)


@every_architecture
def test_a_copied_neuron_is_an_exact_clone_from_then_on(request_: Request) -> None:
    hidden = len(widths_for(request_, 2, 1)) - 2
    for index in range(hidden):
        copy = touch(2, "copy_neuron", layer_index=index, neuron=3, to=1)
        found = snapshots(list(simulate(one_run(request_, interventions=(copy,)))))
        classes = [one.layers[index].clone_class for one in found]
        assert classes[:2] == [(0, 1, 2, 3)] * 2
        assert classes[2:] == [(0, 1, 2, 1)] * 5
        for one in found[2:]:
            outputs = required(one.layers[index].neuron_outputs)
            assert outputs[:, 1].tobytes() == outputs[:, 3].tobytes()


@every_architecture
def test_a_neuron_copied_without_its_outgoing_weights_leaves_the_other_layers(
    request_: Request,
) -> None:
    copy = touch(1, "copy_neuron", layer_index=1, neuron=3, to=1, outgoing=False)
    plain = snapshots(list(simulate(one_run(request_))))[1]
    touched = snapshots(list(simulate(one_run(request_, interventions=(copy,)))))[1]
    for index, (one, other) in enumerate(zip(plain.layers, touched.layers, strict=True)):
        same = required(one.weights).tobytes() == required(other.weights).tobytes()
        assert same == (index != 1)
    weights = required(touched.layers[1].weights)
    assert weights[:, 1].tobytes() == weights[:, 3].tobytes()


@every_architecture
def test_constant_networks_are_one_neuron_a_layer_for_ever(request_: Request) -> None:
    widths = widths_for(request_, 2, 1, width=7)
    weights = Spec("constant", {"value": 0.4})
    for activation in ("tanh", "relu", "softplus"):
        config = one_run(request_, activation=activation)
        [run] = config.runs
        run = replace(run, initializers=(weights,) * (len(widths) - 1))
        run = replace(run, bias_initializers=(Spec("zeros", {}),) * (len(widths) - 1))
        config = replace(config, hidden_layers=widths[1:-1], runs=(run,), epochs=20)
        config = replace(config, record=RecordConfig((0, 20), instruments=("symmetry",)))
        events = list(simulate(config))
        for layer in (layer for one in snapshots(events) for layer in one.layers[:-1]):
            assert (layer.distinct_neurons, layer.visibly_distinct) == (1, 1)
            assert layer.symmetry is not None
            assert layer.symmetry.distinct_outputs == 1
        verdicts = done(events).runs[0].verdicts
        assert {one.name for one in verdicts.start} >= {"clones"}


@every_architecture
def test_lsuv_gives_every_layer_the_variance_one_on_the_data(request_: Request) -> None:
    widths = widths_for(request_, 2, 1, width=6)
    [run] = one_run(request_).runs
    lsuv = resolve("lsuv", {})
    run = replace(run, initializers=(lsuv,) * (len(widths) - 1))
    run = replace(run, bias_initializers=(Spec("zeros", {}),) * (len(widths) - 1))
    config = experiment(
        dataset("moons", 40),
        widths[1:-1],
        [run],
        epochs=0,
        record=RecordConfig(instruments=("signal",)),
    )
    (start,) = snapshots(list(simulate(config)))
    for layer in start.layers[:-1]:
        assert layer.signal is not None
        spread = layer.signal.pre_activation
        # The law's own tolerance, and the mean, which it leaves as it is.
        assert 0.9 <= np.hypot(spread.std, spread.mean) ** 2 <= 1.1 or spread.std**2 > 0.9


@every_architecture
def test_layers_without_activation_have_no_dead_or_saturated_neurons(request_: Request) -> None:
    activated = made(request_).activated(len(widths_for(request_, 2, 1)) - 1)
    record = RecordConfig((0,), instruments=("signal",))
    for activation in ("relu", "tanh"):
        config = one_run(request_, activation=activation, record=record)
        (start,) = snapshots(list(simulate(config)))
        for index, layer in enumerate(start.layers):
            assert layer.signal is not None
            bent = index in activated
            assert (layer.signal.dead is not None) == (bent and activation == "relu")
            assert (layer.signal.saturated is not None) == (bent and activation == "tanh")


@pytest.mark.parametrize("request_", RESIDUAL[2::3], ids=name_of)
def test_a_zero_readout_stops_the_stream_and_is_named(request_: Request) -> None:
    layers = random_layers(widths_for(request_, 2, 1), seed=5)
    layers[-1][0][...] = 0.0
    config = one_run(request_, layers=layers, epochs=0, record=RecordConfig())
    names = [one.name for one in done(list(simulate(config))).runs[0].verdicts.start]
    # It moves with the first update, so it is no fault.
    assert "vanishing" not in names
    frozen = one_run(
        request_, layers=layers, epochs=0, record=RecordConfig(), freeze=(len(layers) - 1,)
    )
    (finding,) = [
        one
        for one in done(list(simulate(frozen))).runs[0].verdicts.start
        if one.name == "vanishing"
    ]
    assert "the weights of the output layer are all 0" in finding.sentence


def test_a_frozen_layer_of_clones_is_said_to_stay_as_it_is() -> None:
    layers = random_layers((2, 4, 1), seed=5)
    layers[0][0][:, 2] = layers[0][0][:, 0]
    layers[0][1][2] = layers[0][1][0]
    run = run_config(layers, freeze=(0,))
    config = experiment(dataset("moons", 40), (4,), [run], epochs=5)
    events = list(simulate(config))
    verdicts = done(events).runs[0].verdicts
    for findings in (verdicts.start, verdicts.end):
        (clones,) = [one for one in findings if one.name == "clones"]
        assert "the layer is frozen" in clones.sentence
    thawed = replace(config, runs=(replace(run, freeze=()),))
    names = [one.name for one in done(list(simulate(thawed))).runs[0].verdicts.end]
    assert "clones" not in names


def test_dead_units_of_a_normalized_layer_are_said_to_get_corrections() -> None:
    request = {"kind": "dense", "normalization": "layer_norm"}
    layers = random_layers((2, 4, 1), seed=5)
    layers[0][1][:3] = -50.0
    config = one_run(request, layers=layers, activation="relu", epochs=0)
    config = replace(config, hidden_layers=(4,), record=RecordConfig(instruments=("signal",)))
    events = list(simulate(config))
    (start,) = snapshots(events)
    assert start.layers[0].signal is not None
    assert start.layers[0].signal.dead == (0, 1, 2)
    (dead,) = [one for one in done(events).runs[0].verdicts.start if one.name == "dead"]
    assert "by way of the normalization alone" in dead.sentence
