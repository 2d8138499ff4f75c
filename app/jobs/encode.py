"""The engine's events as lines of strict JSON: a number that is not finite becomes null.

Everything but large matrices is turned into plain lists and dicts in bulk and written by pydantic's
Rust serializer. The request comes in already written and is spliced in as it is.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.engine.records.events import (
    Diverged,
    Done,
    Figures,
    LayerSnapshot,
    Snapshot,
    Started,
)
from app.jobs.matrices import as_bytes, as_floats, as_json, as_numbers, as_object
from app.jobs.readings import (
    result_readings,
    run_readings,
    signal_reading,
    symmetry_reading,
)

Array = NDArray[np.float64]

#: What the lines begin with, by which they are told apart unparsed.
STARTED_HEAD: Final = b'{"kind":"started",'
SNAPSHOT_HEAD: Final = b'{"kind":"snapshot",'
DIVERGED_HEAD: Final = b'{"kind":"diverged",'
DONE_HEAD: Final = b'{"kind":"done",'
#: What a DONE line ends with, which a document leaves out: the time is another each time. No
#: text within JSON can hold it, because its quotes would be escaped there.
ELAPSED: Final = b',"elapsed_s":'


def encode_started(event: Started, request: bytes, version: str) -> bytes:
    """Write what is known before the first update; ``request`` is the resolved one, as JSON."""
    probe, dataset = event.probe, event.dataset
    rest = {
        "layers": [asdict(layer) for layer in event.layers],
        "probe": {
            "kind": probe.kind,
            "rows": probe.rows,
            "cols": probe.cols,
            "x_range": probe.x_range,
            "y_range": probe.y_range,
            "inputs": probe.inputs.tolist(),
            "labels": probe.labels,
        },
        "dataset": {
            "name": dataset.name,
            "task": dataset.task,
            "classes": dataset.classes,
            "train_inputs": dataset.train_inputs.tolist(),
            "train_targets": dataset.train_targets.tolist(),
            "test_inputs": dataset.test_inputs.tolist(),
            "test_targets": dataset.test_targets.tolist(),
        },
        "output": asdict(event.output),
    }
    head = STARTED_HEAD + b'"version":' + as_json(version) + b',"request":' + request
    return head + b"," + as_json(rest)[1:]


def encode_snapshot(event: Snapshot, *, compact: bool) -> bytes:
    """Write all runs at one epoch; ``compact`` writes matrices as base64.

    Layer by layer, because numbers as Python objects take four times the room of an array, and
    put together once, because all of it may be many megabytes.
    """
    parts = [SNAPSHOT_HEAD + as_json({"epoch": event.epoch})[1:-1], b',"runs":[']
    for place, run in enumerate(event.runs):
        head = as_json({"run": run.run, **_figures(run.figures), **run_readings(run)})
        parts += [b"," if place else b"", head[:-1], b',"layers":[']
        arrays = [values for layer in run.layers for values in _arrays(layer)]
        texts = iter(as_floats(arrays) if compact else as_numbers(arrays))
        for index, layer in enumerate(run.layers):
            parts += [b"," if index else b"", _layer(layer, texts, compact=compact)]
        parts.append(b"]}")
    parts.append(b"]}")
    return b"".join(parts)


def encode_diverged(event: Diverged, label: str) -> bytes:
    """Write that a run stopped, with a sentence for people."""
    where = "" if event.layer_index is None else f" of layer {event.layer_index + 1}"
    what = {"weights": "A weight", "bias": "A bias", "activation": "An activation"}
    subject = what.get(event.quantity, "The loss")
    message = (
        f"{subject}{where} was no longer finite in epoch {event.epoch}; {label} stops there, "
        "the others go on. A smaller learning rate or smaller weights may help."
    )
    return DIVERGED_HEAD + as_json({**asdict(event), "message": message})[1:]


def encode_done(event: Done, elapsed_s: float) -> bytes:
    """Write how every run ended."""
    runs = [
        {
            "run": run.run,
            "label": run.label,
            "status": run.status,
            "epoch": run.epoch,
            **_figures(run.figures),
            **result_readings(run),
        }
        for run in event.runs
    ]
    ended = as_json({"runs": runs})[1:-1]
    return DONE_HEAD + ended + ELAPSED + as_json(round(elapsed_s, 6)) + b"}"


def _figures(figures: Figures | None) -> dict[str, float | None]:
    if figures is None:
        return dict.fromkeys(("train_loss", "test_loss", "train_accuracy", "test_accuracy"))
    return {
        "train_loss": figures.train_loss,
        "test_loss": figures.test_loss,
        "train_accuracy": figures.train_accuracy,
        "test_accuracy": figures.test_accuracy,
    }


def _arrays(layer: LayerSnapshot) -> Iterator[Array]:
    """Give what is written as an array of numbers, in the order in which ``_layer`` takes it."""
    if layer.weights is not None:
        yield layer.weights
    if layer.bias is not None:
        yield layer.bias
    if layer.symmetry is not None:
        yield layer.symmetry.similarity


def _layer(layer: LayerSnapshot, texts: Iterator[bytes], *, compact: bool) -> bytes:
    """Write a layer; ``texts`` are its arrays, written."""
    edges, stats = layer.weight_histogram.bin_edges, layer.weight_stats
    bounds = _edges if compact else _all_edges
    plain: dict[str, Any] = {
        "layer_index": layer.layer_index,
        "weight_histogram": {
            "bin_edges": bounds(edges),
            "counts": layer.weight_histogram.counts.tolist(),
        },
        "weight_stats": {
            "mean": stats.mean,
            "std": stats.std,
            "min": stats.min,
            "max": stats.max,
        },
        "distinct_neurons": layer.distinct_neurons,
        "parted_epoch": layer.parted_epoch,
        "clone_class": layer.clone_class,
    }
    if layer.visible_class is not None:
        plain["effective_rank"] = layer.effective_rank
        plain["visible_class"] = layer.visible_class
        plain["visibly_distinct"] = layer.visibly_distinct
    if layer.signal is not None:
        plain["signal"] = signal_reading(layer.signal, bounds)
    written: dict[str, bytes] = {}
    if layer.neuron_outputs is not None:
        outputs = layer.neuron_outputs
        written["neuron_outputs"] = as_bytes(outputs) if compact else as_numbers([outputs])[0]
    if layer.weights is not None:
        written["weights"] = next(texts)
    if layer.bias is not None:
        written["bias"] = next(texts)
    if layer.symmetry is not None:
        written["symmetry"] = symmetry_reading(layer.symmetry, next(texts))
    return as_object(plain, written)


def _all_edges(bin_edges: Array) -> list[float]:
    edges: list[float] = bin_edges.tolist()
    return edges


def _edges(bin_edges: Array) -> dict[str, float | int]:
    return {
        "first": float(bin_edges[0]),
        "last": float(bin_edges[-1]),
        "bins": bin_edges.size - 1,
    }
