"""A model's tensors summarized and identified, from wherever they are read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from app.check.report import as_text
from app.engine.identify.bits import Raw
from app.engine.identify.findings import Expected, expected_law
from app.engine.identify.layer_kinds import Framework, layout_of, transposed_layers
from app.engine.identify.tensor_summary import Tensor, summarize, tensor_of
from app.engine.identify.whole_model import Given, Identified, identify


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a model; printed, it is a table."""

    answer: Identified

    @property
    def faults(self) -> int:
        """How many findings are faults."""
        return self.answer.faults

    def __str__(self) -> str:
        """Give the table, and below it what was found."""
        return as_text(self.answer)


def check(
    arrays: Mapping[str, Raw],
    framework: Framework = "none",
    *,
    expected: object = None,
    activation: str = "relu",
) -> Checked:
    """Check a model's arrays by their names, without files.

    ``expected`` is the law that its weights should have: a name, or a dict of a name and
    parameters. Arrays of other than floating point numbers are left out. Raises ArgumentError for
    a name that is not known.
    """
    tensors = []
    for name, array in arrays.items():
        if array.size and array.dtype.kind in "fV":
            tensors.append(tensor_of(name, array))
    return Checked(
        identify(summaries(tensors, framework), framework, activation, expected_law(expected))
    )


def summaries(
    tensors: Sequence[Tensor],
    framework: Framework,
    progress: Callable[[str, int], None] = lambda _name, _entries: None,
) -> list[Given]:
    """Summarize tensors one after another; ``progress`` is told of names and entries done."""
    names, shapes = [it.name for it in tensors], [it.shape for it in tensors]
    transposed = transposed_layers(names, shapes)
    found = []
    for it in tensors:
        layout = "in_out" if it.name in transposed else layout_of(framework, it.name, it.shape)
        summary = summarize(it, layout, partial(progress, it.name))
        found.append(Given(it.name, it.shape, layout, summary, tensor=it))
    return found


def framework_of(names: Iterable[str], suffix: str) -> Framework:
    """Guess whose model it is: PyTorch has weights, Flax and Keras have kernels."""
    if suffix in {".h5", ".hdf5", ".keras"}:
        return "keras"
    last = [name.rsplit(".", 1)[-1].rsplit("/", 1)[-1] for name in names]
    if "kernel" in last:
        return "flax"
    return "torch" if "weight" in last else "none"


def with_expectations(
    given: Sequence[Given], expectations: Mapping[str, Any]
) -> tuple[list[Given], list[str]]:
    """Give each tensor the law of the first pattern of its name; and the patterns of no name.

    Raises:
        ArgumentError: a law is not known.
    """
    laws: dict[str, Expected | None] = {
        pattern: expected_law(law) for pattern, law in expectations.items()
    }
    unused, found = set(laws), []
    for it in given:
        matching = [pattern for pattern in laws if fnmatchcase(it.name, pattern)]
        unused -= set(matching)
        law = laws[matching[0]] if matching else None
        found.append(replace(it, expected=law))
    return found, sorted(unused)
