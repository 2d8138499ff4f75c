"""Every cap of the server: its value, its unit and why it is what it is.

Each can be set by the environment: ``UNCLONE_LIMIT_`` + the name in capitals; not below what the
defaults of requests, the presets and the lesson need. /catalog shows them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

from app.environment import PREFIX, from_environment

MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limit:
    """One cap as the catalog shows it."""

    name: str
    value: float
    unit: str
    reason: str


def _cap(value: float, unit: str, reason: str, *, least: float = 0) -> Any:
    """Make a cap; ``least`` is what the defaults and the experiments offered here need of it."""
    return field(default=value, metadata={"unit": unit, "reason": reason, "least": least})


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps, by name. What single fields may hold comes first, then what the whole may cost."""

    hidden_layers: int = _cap(
        64,
        "layers",
        "deep enough for signals to vanish; each layer is a column of the page",
        least=49,
    )
    width: int = _cap(
        512, "neurons", "the widest network of the depth experiments has 500", least=256
    )
    epochs: int = _cap(
        20_000, "epochs", "exact clones are shown over thousands of epochs", least=300
    )
    batch_size: int = _cap(10_000, "samples", "more than any training set here holds", least=16)
    learning_rate: float = _cap(1e6, "", "large enough to make any network diverge", least=3.0)
    l2: float = _cap(1e6, "", "large enough to hold every weight at zero")
    seed: int = _cap(2**53 - 1, "", "the largest whole number that JavaScript keeps exact")
    seeds: int = _cap(32, "seeds", "enough to tell a 10 % quantile from the median", least=20)
    runs: int = _cap(12, "runs", "more lanes than that cannot be compared by eye", least=4)
    interventions: int = _cap(
        200, "interventions", "more than one makes by hand while a network trains"
    )
    map_side: int = _cap(
        64, "entries", "a cell of a map on the page is then 8 pixels wide", least=20
    )
    label_length: int = _cap(80, "characters", "a lane's heading is one line", least=40)
    recorded_epochs: int = _cap(1_000, "epochs", "a snapshot a step of a slider of that width")
    histogram_bins: int = _cap(256, "bins", "one a pixel of a histogram on the page", least=40)
    probe_depth: int = _cap(
        100, "layers", "a factor of 0.7 a layer comes down to 3e-16 there", least=30
    )
    probe_seeds: int = _cap(32, "networks", "enough to tell a 10 % quantile from the mean", least=5)
    probe_samples: int = _cap(256, "inputs", "128 pairs, over which cosines are averaged", least=32)
    inspected_fan: int = _cap(
        1_024, "inputs or neurons", "the singular values of such a matrix take a second", least=256
    )
    checked_tensors: int = _cap(
        400, "tensors", "a transformer of 30 blocks; a file of more is for the command", least=20
    )
    custom_samples: int = _cap(5_000, "samples", "one epoch stays below a tenth of a second")
    custom_inputs: int = _cap(256, "numbers", "a 16 by 16 image")
    custom_outputs: int = _cap(32, "numbers", "targets of a regression, drawn one tile each")
    custom_classes: int = _cap(32, "classes", "drawn in one colour or tile each")
    body_bytes: int = _cap(
        2 * MIB,
        "bytes",
        "the largest custom dataset of 64 inputs; a worker reads it in half a second",
        least=16 * 1024,
    )
    body_fields: int = _cap(
        20_000,
        "fields",
        "twelve runs with an initializer of its own for each layer have 8,000",
        least=1000,
    )
    body_lists: int = _cap(
        65_536, "lists", "three times those of the largest custom dataset, a row each", least=1000
    )
    explicit_numbers: int = _cap(
        600_000,
        "numbers",
        "two layers of 512 by 512; each run's are written out in full",
        least=1000,
    )
    compute_seconds: float = _cap(
        20.0,
        "seconds of one core",
        "others wait for the core; longer is a job for a notebook",
        least=10.0,
    )
    memory_bytes: int = _cap(
        256 * MIB, "bytes", "what one experiment may hold, its answer included", least=128 * MIB
    )
    answer_bytes: int = _cap(
        512 * MIB,
        "bytes",
        "half a minute of a fast line; what is held at once, memory_bytes bounds",
        least=144 * MIB,
    )
    short_seconds: float = _cap(
        1.0, "seconds of one core", "experiments up to this have a worker kept for them"
    )
    waiting: int = _cap(
        512,
        "experiments",
        "a lecture hall of 300 that changes a control at once, and some more",
    )
    waiting_seconds: float = _cap(
        30.0, "seconds", "a longer expected wait is refused at once with Retry-After"
    )
    waiting_share: float = _cap(
        0.5, "of all that wait", "one address cannot fill the queue; a classroom may share one"
    )
    unread_seconds: float = _cap(
        30.0, "seconds", "a client that reads nothing for so long is dropped"
    )

    def __iter__(self) -> Iterator[Limit]:
        """Return every cap with its unit and its reason."""
        for entry in fields(self):
            unit, reason = entry.metadata["unit"], entry.metadata["reason"]
            yield Limit(entry.name, getattr(self, entry.name), unit, reason)

    @classmethod
    def from_environment(cls) -> Self:
        """Read the caps of this process's environment; raise SettingError in words."""
        return from_environment(cls, f"{PREFIX}LIMIT_")


LIMITS: Final = Limits.from_environment()
