"""Events become lines of strict JSON with the engine's numbers, as the schemas document them."""

import base64
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from app.engine.records.events import Snapshot
from app.wire.arrays import as_bytes, as_json
from app.wire.stream import LINES, head_of
from tests.wire.lines import encoded, lines, misfits, strict

REQUESTS: list[dict[str, Any]] = [
    {"epochs": 3, "record": {"weights": True}},
    {"epochs": 3, "record": {"weights": True, "compact": True}},
    {"epochs": 2, "record": {"neuron_outputs": False, "histogram_bins": 1}},
    {"epochs": 1, "dataset": {"name": "digits", "samples": 100}, "hidden_layers": []},
    {"epochs": 1, "dataset": "plane", "runs": [{}, {"initializer": "zeros"}]},
    {"epochs": 2, "record": {"weights": True, "compact": "changes", "instruments": ["symmetry"]}},
    {"epochs": 20, "learning_rate": 1e6, "activation": "relu", "l2": 1e3, "runs": [{}, {"l2": 0}]},
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda value: str(value)[:50])
def test_every_line_fits_its_schema_and_says_nothing_else(request_: dict[str, Any]) -> None:
    pairs = lines(request_)
    for _, line in pairs:
        assert misfits("Event", line) == []
    kinds = [line["kind"] for _, line in pairs]
    assert kinds[0] == "started"
    assert kinds[-1] == "done"
    assert kinds.count("done") == kinds.count("started") == 1


def test_every_line_begins_as_its_kind_does() -> None:
    heads = {line.kind: head_of(line) for line in LINES}
    for _, line in encoded(REQUESTS[-1]):
        (kind,) = [kind for kind, head in heads.items() if line.startswith(head)]
        assert strict(line)["kind"] == kind


def test_a_run_that_leaves_the_finite_numbers_is_told_in_words() -> None:
    pairs = lines(REQUESTS[-1])
    diverged = [line for _, line in pairs if line["kind"] == "diverged"]
    assert diverged
    assert all("finite" in line["message"] for line in diverged)


def test_plain_numbers_come_back_bit_for_bit() -> None:
    pairs = lines(REQUESTS[0])
    for event, line in pairs:
        if not isinstance(event, Snapshot):
            continue
        for run, written_run in zip(event.runs, line["runs"], strict=True):
            for layer, written in zip(run.layers, written_run["layers"], strict=True):
                for name in ("neuron_outputs", "weights", "bias"):
                    assert np.array_equal(getattr(layer, name), np.array(written[name]))
                assert layer.weights is not None
                edges = written["weight_histogram"]["bin_edges"]
                assert layer.weight_histogram is not None
                assert np.array_equal(layer.weight_histogram.bin_edges, edges)
                assert sum(written["weight_histogram"]["counts"]) == layer.weights.size


def test_compact_weights_come_back_as_float32_and_outputs_within_half_a_step() -> None:
    pairs = lines(REQUESTS[1])
    for event, line in pairs:
        if not isinstance(event, Snapshot):
            continue
        for run, written_run in zip(event.runs, line["runs"], strict=True):
            for layer, written in zip(run.layers, written_run["layers"], strict=True):
                assert layer.weights is not None
                assert np.array_equal(floats(written["weights"]), layer.weights.astype("f4"))
                outputs = written["neuron_outputs"]
                assert layer.neuron_outputs is not None
                difference = np.abs(quantised(outputs) - layer.neuron_outputs)
                assert difference.max() <= outputs["scale"] / 2 * (1 + 1e-9)


def floats(written: dict[str, Any]) -> NDArray[np.float32]:
    raw = base64.b64decode(written["base64"], validate=True)
    return np.frombuffer(raw, "<f4").reshape(written["shape"])


def quantised(written: dict[str, Any]) -> NDArray[np.float64]:
    raw = np.frombuffer(base64.b64decode(written["base64"], validate=True), np.uint8)
    values: NDArray[np.float64] = written["offset"] + written["scale"] * raw.astype(float)
    return values.reshape(written["shape"])


MATRICES = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=5),
    # Beyond this the reader's own 255 * scale could leave the finite numbers.
    elements=st.floats(-1e300, 1e300),
)


@given(MATRICES)
def test_any_finite_matrix_comes_back_within_half_a_step_of_its_range(
    matrix: NDArray[np.float64],
) -> None:
    written = strict(as_bytes(matrix))
    back = quantised(written)
    assert back.shape == matrix.shape
    # Rounding of the three operations on numbers of this size comes on top of half a step.
    rounding = 8 * np.finfo(float).eps * max(abs(matrix.min()), abs(matrix.max()))
    smallest = np.finfo(float).smallest_subnormal * 255
    with np.errstate(over="ignore"):
        difference = np.abs(back / 2 - matrix / 2)
    assert np.all(difference <= written["scale"] / 4 + rounding + smallest)


@pytest.mark.parametrize("low", [1e13, 1e15, -1e15, 3e15, 7e15])
def test_a_narrow_range_far_from_zero_does_not_leave_the_bytes(low: float) -> None:
    for span in np.arange(2.0, 40.0):
        matrix = low + np.linspace(0.0, span, 64).reshape(8, 8)
        written = strict(as_bytes(matrix))
        rounding = 8 * np.finfo(float).eps * abs(matrix).max()
        assert abs(quantised(written) - matrix).max() <= written["scale"] / 2 + rounding


@pytest.mark.parametrize("strange", [math.nan, math.inf, -math.inf])
def test_strange_numbers_become_null_or_the_nearest_finite_one(strange: float) -> None:
    matrix = np.array([[0.0, 1.0], [strange, 2.0]])
    assert strict(as_json(matrix.tolist()))[1][0] is None
    back = quantised(strict(as_bytes(matrix)))
    assert back[1, 0] == pytest.approx(2.0 if strange == math.inf else 0.0)
    assert back[0, 1] == pytest.approx(1.0, abs=2 / 255)


def test_a_constant_matrix_has_scale_zero_and_comes_back_exactly() -> None:
    written = strict(as_bytes(np.full((3, 2), 0.1)))
    assert written["scale"] == 0.0
    assert np.array_equal(quantised(written), np.full((3, 2), 0.1))


def test_the_joined_document_holds_the_lines_unchanged() -> None:
    from app.jobs.compression import Packer
    from app.questions.simulate.document import document as document_parts

    pairs = lines(REQUESTS[-1])
    packer, pieces = Packer(), []
    by_kind: dict[str, list[Any]] = {"snapshot": [], "diverged": []}
    for place, (_, line) in enumerate(pairs):
        packer.add(json.dumps(line, separators=(",", ":")).encode())
        pieces.append(packer.piece(last=place == len(pairs) - 1).packed)
        by_kind.setdefault(line["kind"], []).append(line)
    document = strict(b"".join(document_parts(pieces)))
    assert "elapsed_s" not in document
    assert misfits("Simulation", document) == []
    assert document["snapshots"] == by_kind["snapshot"]
    assert document["diverged"] == by_kind["diverged"]
    assert document["diverged"]
    assert document["runs"] == by_kind["done"][0]["runs"]
    assert {**document, "kind": "started"}.items() >= by_kind["started"][0].items()
