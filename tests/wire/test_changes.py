"""The form of the page: what changed between snapshots, from which it computes its pictures."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.network.activations import ACTIVATIONS
from app.engine.records.events import LayerSnapshot, Snapshot
from app.engine.simulation import simulate
from app.schemas.engine_experiment import to_experiment
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.wire.javascript_activations import activations, javascript
from tests.wire.lines import encoded

ROOT = Path(__file__).parents[2]
#: Reads lines as the page does, and prints the parameters and outputs of every layer.
READER = """
import { readFileSync } from "node:fs";
import { takeEvents } from "./static/js/stream/result.js";
const numbers = (array) => array === null ? null : [...array];
const told = (layer) => ["weights", "bias", "norm_gain", "norm_shift", "neuron_outputs"].map(
  (name) => [name, numbers(layer[name])]);
const results = JSON.parse(readFileSync(0, "utf8")).map((lines) => takeEvents(null, lines, []));
console.log(JSON.stringify(results.map(({ lanes }) => lanes.map(({ frames }) => frames.map(
  (frame) => frame && frame.layers.map((layer) => Object.fromEntries(told(layer))))))));
"""

#: Clones among them, in every architecture, and a run that diverges while the others go on.
WIDTHS = [6, 6, 6, 6, 6]
ARCHITECTURES: list[dict[str, Any]] = [
    {"kind": "dense", "normalization": "layer_norm"},
    *(
        {"kind": "residual", "block_layers": count, "normalization": how, **more}
        for count, how, more in (
            (1, "none", {"branch_multiplier": 0.5}),
            (2, "pre", {"trainable_multiplier": True}),
            (2, "post", {}),
            (1, "post", {}),
        )
    ),
]
REQUESTS: list[dict[str, Any]] = [
    {
        "hidden_layers": [5, 4],
        "epochs": 2,
        "runs": [{"activation": name} for name in ACTIVATIONS],
    },
    {
        "hidden_layers": WIDTHS,
        "epochs": 2,
        "learning_rate": 0.02,
        "runs": [
            {"architecture": one, "initializer": initializer}
            for one in ARCHITECTURES
            for initializer in ("glorot_normal", {"name": "constant", "value": 0.3})
        ],
    },
    {"dataset": {"name": "digits", "samples": 60}, "hidden_layers": [7], "epochs": 2},
    {"dataset": "plane", "hidden_layers": [], "epochs": 2},
    {
        "hidden_layers": [4],
        "epochs": 12,
        "activation": "relu",
        "record": {"epochs": list(range(13))},
        "runs": [{}, {"learning_rate": 1e6, "l2": 1e3}, {"seed": 3}],
    },
]
LARGEST = float(np.finfo(np.float32).max)
FORM = {"compact": "changes", "weights": True}


def with_form(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "record": {**request.get("record", {}), **FORM}}


def read_by_the_page(requests: Sequence[dict[str, Any]]) -> Any:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js 20 or newer")
    sent = [[json.loads(line) for _, line in encoded(with_form(one))] for one in requests]
    ran = subprocess.run(
        [node, "--input-type=module", "--eval", READER],
        input=json.dumps(sent).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    return json.loads(ran.stdout)


def snapshots(request: dict[str, Any]) -> list[Snapshot]:
    """The engine's, with all that follows from the weights."""
    record = {**request.get("record", {}), "weights": True}
    whole = resolve(SimulationRequest.model_validate({**request, "record": record})).request
    return [one for one in simulate(to_experiment(whole)) if isinstance(one, Snapshot)]


def floats(values: Any) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def test_the_page_computes_what_the_server_leaves_out() -> None:
    diverged = compared = 0
    for request, lanes in zip(REQUESTS, read_by_the_page(REQUESTS), strict=True):
        found = snapshots(request)
        for index, snapshot in enumerate(found):
            left = {run.run: run.layers for run in snapshot.runs}
            for run, frames in enumerate(lanes):
                if run not in left:
                    assert frames[index] is None
                    diverged += 1
                    continue
                # What no 32-bit float holds is about to diverge, and sent as the largest one.
                fits = all(layer.weight_stats.std < LARGEST for layer in left[run])
                for layer, shown in zip(left[run], frames[index], strict=True):
                    compare_parameters(layer, shown)
                    if fits:
                        compare_outputs(layer, shown)
                compared += fits
    assert diverged
    assert compared > 60


def compare_parameters(layer: LayerSnapshot, shown: dict[str, Any]) -> None:
    for name in ("weights", "bias", "norm_gain", "norm_shift"):
        sent = getattr(layer, name)
        if sent is None:
            assert shown[name] is None
        else:
            held = np.clip(sent, -LARGEST, LARGEST).astype("<f4")
            assert np.array_equal(floats(shown[name]), held.ravel())


def compare_outputs(layer: LayerSnapshot, shown: dict[str, Any]) -> None:
    assert layer.neuron_outputs is not None
    points, neurons = layer.neuron_outputs.shape
    outputs = floats(shown["neuron_outputs"]).reshape(points, neurons)
    largest = float(np.abs(layer.neuron_outputs).max())
    # Rounding of the weights, some ten sums deep: a few times 6e-8 of the largest terms.
    assert np.abs(outputs - layer.neuron_outputs).max() <= 1e-5 * (1.0 + largest)
    by_bits = [layer.neuron_outputs[:, neuron].tobytes() for neuron in range(neurons)]
    for neuron, own in enumerate(by_bits):
        # Clones are the very same pictures, to the last bit.
        first = by_bits.index(own)
        assert outputs[:, first].tobytes() == outputs[:, neuron].tobytes()


def test_nothing_that_follows_from_the_weights_is_sent() -> None:
    request = with_form({"hidden_layers": [8, 8], "epochs": 20, "record": {"epochs": "auto"}})
    plain = {**request, "record": {"compact": True, "weights": True}}
    whole, short = (sum(len(line) for _, line in encoded(one)) for one in (plain, request))
    assert short < whole / 3
    for event, line in encoded(request):
        if isinstance(event, Snapshot):
            for run in json.loads(line)["runs"]:
                for layer in run["layers"]:
                    assert not {"weight_histogram", "neuron_outputs"} & set(layer)
                assert all("visible_class" in layer for layer in run["layers"][:-1])


def test_changes_need_the_weights() -> None:
    with pytest.raises(ValueError, match=r"compact is 'changes' without record\.weights"):
        SimulationRequest.model_validate({"record": {"compact": "changes"}})


def test_the_activations_of_the_page_are_those_of_the_engine() -> None:
    kept = (ROOT / "static" / "js" / "stream" / "activations.js").read_text(encoding="utf-8")
    command = "python -m app.wire.javascript_activations static/js/stream/activations.js"
    assert kept == activations(), f"run: {command}"


def test_what_has_no_counterpart_in_javascript_is_refused() -> None:
    with pytest.raises(ValueError, match=r"np\.sinc\(z\) cannot be written"):
        javascript("1.0 + np.sinc(z)")
