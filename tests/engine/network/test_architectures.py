"""Every architecture is computed, differentiated and trained as the contract words it."""

import numpy as np
import pytest

from app.engine.experiment import RecordConfig
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.layout import Layout
from app.engine.network.losses import encode_targets, make_head
from app.engine.network.passes import ActivationGroup, Pass, with_ones
from app.engine.records.events import Started
from app.engine.simulation import output_head, simulate
from tests.engine import reference_architectures as reference
from tests.engine.architectures import (
    EVERY,
    Request,
    made,
    name_of,
    parameters_in,
    parameters_of,
    widths_for,
)
from tests.engine.support import (
    OPTIMIZERS,
    dataset,
    experiment,
    random_layers,
    run_config,
    snapshots,
    three_classes,
    two_outputs,
)

SAMPLES = 6
every_architecture = pytest.mark.parametrize("request_", EVERY, ids=name_of)


class Nets:
    """Networks of one architecture side by side, random in all their parameters."""

    def __init__(self, request: Request, activations: tuple[str, ...]) -> None:
        self.widths = widths_for(request, 3, 2, width=5)
        runs = len(activations)
        self.layout = Layout.of(self.widths, runs, made(request).form())
        self.parameters, self.gradients = np.zeros((2, self.layout.size))
        rng = np.random.default_rng(1)
        for run in range(runs):
            for values in parameters_in(self.layout, self.parameters, run).values():
                values[...] = rng.normal(size=values.shape)
        names = dict.fromkeys(activations)
        groups = (
            [
                ActivationGroup(ACTIVATIONS[name], run, run + 1)
                for run, name in enumerate(activations)
            ]
            if len(names) > 1
            else [ActivationGroup(ACTIVATIONS[activations[0]], 0, runs)]
        )
        head = make_head("auto", "regression", 2)
        self.buffers = Pass(self.layout, groups, head, self.parameters, SAMPLES)
        self.buffers.prepare_backward(self.gradients)
        self.inputs, self.targets = rng.normal(size=(SAMPLES, 3)), rng.normal(size=(SAMPLES, 2))
        entering = with_ones(self.inputs).T[None]
        self.buffers.enter(entering)()
        self.buffers.forward.run()
        self.buffers.compare(self.targets.T[None])()
        self.buffers.backward.run()
        self.buffers.leave(entering)()


@pytest.mark.parametrize("activations", [("tanh", "tanh"), ("tanh", "relu", "gelu")], ids=len)
@every_architecture
def test_outputs_and_gradients_equal_a_second_implementation(
    request_: Request, activations: tuple[str, ...]
) -> None:
    nets = Nets(request_, activations)
    for run, activation in enumerate(activations):
        net = reference.Net(request_, len(nets.layout.layers), activation)
        parameters = parameters_in(nets.layout, nets.parameters, run)
        loss, gradients = reference.loss_and_gradients(
            net, parameters, nets.inputs, nets.targets, "mse"
        )
        outputs = nets.buffers.activations[-1][run].T
        assert np.square(outputs - nets.targets).mean() == pytest.approx(loss, rel=1e-12)
        found = parameters_in(nets.layout, nets.gradients, run)
        assert found.keys() == gradients.keys()
        for key, expected in gradients.items():
            size = np.abs(expected).max()
            np.testing.assert_allclose(found[key], expected, rtol=1e-9, atol=1e-11 * (1 + size))


def test_the_second_implementation_agrees_with_central_differences() -> None:
    for request in EVERY:
        nets = Nets(request, ("tanh",))
        net = reference.Net(request, len(nets.layout.layers), "tanh")
        parameters = parameters_in(nets.layout, nets.parameters, 0)

        def loss() -> float:
            found = parameters, nets.inputs[:2], nets.targets[:2]  # noqa: B023
            return reference.loss_and_gradients(net, *found, "mse")[0]  # noqa: B023

        _, slopes = reference.loss_and_gradients(
            net, parameters, nets.inputs[:2], nets.targets[:2], "mse"
        )
        step = 1e-5
        for key, values in parameters.items():
            place = (0,) * values.ndim
            start = values[place]
            values[place] = start + step
            above = loss()
            values[place] = start - step
            below = loss()
            values[place] = start
            # Error step^2 times a third derivative, and rounding 1e-16 / step.
            assert slopes[key][place] == pytest.approx(
                (above - below) / (2 * step), rel=1e-6, abs=1e-7
            )


DATA = {
    "two classes": (dataset("moons", 24), "binary_cross_entropy"),
    "three classes": (three_classes(18), "cross_entropy"),
    "regression": (two_outputs(18), "mse"),
}
TRAINED = [
    (request, optimizer, task)
    for index, request in enumerate(EVERY)
    for optimizer, task in [
        (list(OPTIMIZERS)[index % 3], list(DATA)[index % 3]),
        (list(OPTIMIZERS)[(index + 1) % 3], list(DATA)[(index // 2) % 3]),
    ]
]


@pytest.mark.parametrize(("request_", "optimizer", "task"), TRAINED, ids=str)
def test_fifty_steps_equal_those_of_a_second_implementation(
    request_: Request, optimizer: str, task: str
) -> None:
    data, form = DATA[task]
    inputs = data.train_inputs.shape[1]
    config = experiment(data, (), [])
    head = output_head(config)
    widths = widths_for(request_, inputs, head.outputs, width=3)
    layers = len(widths) - 1
    scale = tuple(0.5 + 0.25 * (index % 4) for index in range(layers))
    run = run_config(
        random_layers(widths, seed=2),
        activation="gelu" if task == "regression" else "tanh",
        optimizer=OPTIMIZERS[optimizer],
        learning_rate=0.02,
        l2=0.003,
        architecture=made(request_),
        learning_rate_scale=scale,
        freeze=(1,),
    )
    batches = [
        range(at, min(at + 4, len(data.train_inputs))) for at in range(0, len(data.train_inputs), 4)
    ]
    epochs = -(-50 // len(batches))
    config = experiment(
        data,
        widths[1:-1],
        [run],
        batch_size=4,
        shuffle=False,
        epochs=epochs,
        record=RecordConfig((0, epochs), weights=True),
    )
    first, last = snapshots(list(simulate(config)))
    net = reference.Net(request_, layers, run.activation)
    expected = reference.train(
        net,
        parameters_of(first),
        data.train_inputs,
        encode_targets(data.train_targets, head),
        form=form,
        optimizer=optimizer,
        learning_rate=0.02,
        l2=0.003,
        batches=batches * epochs,
        scale=scale,
        freeze=(1,),
    )
    found = parameters_of(last)
    assert found.keys() == expected.keys()
    for key, values in expected.items():
        np.testing.assert_allclose(found[key], values, rtol=1e-9, atol=1e-10)
    assert (found["weights", 1] == parameters_of(first)["weights", 1]).all()


@every_architecture
def test_neuron_outputs_are_what_each_layer_puts_out(request_: Request) -> None:
    data = dataset("moons", 24)
    widths = widths_for(request_, 2, 1, width=3)
    run = run_config(random_layers(widths, seed=3), architecture=made(request_))
    record = RecordConfig((1,), weights=True)
    config = experiment(data, widths[1:-1], [run], epochs=1, record=record)
    events = list(simulate(config))
    assert isinstance(events[0], Started)
    (snapshot,) = snapshots(events)
    net = reference.Net(request_, len(widths) - 1, "tanh")
    for point in (0, 33):
        expected = reference.layer_outputs(
            net, parameters_of(snapshot), events[0].probe.inputs[point]
        )
        for layer, values in zip(snapshot.layers[:-1], expected, strict=True):
            assert layer.neuron_outputs is not None
            np.testing.assert_allclose(layer.neuron_outputs[point], values, rtol=1e-11, atol=1e-13)
