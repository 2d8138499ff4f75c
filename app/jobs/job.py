"""What a worker is asked to do."""

import pickle
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Self

from pydantic import BaseModel

from app.version import results_version

#: Characters of a key: 128 bits, so that no two jobs get the same one by chance.
_KEY_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Job:
    """Something to compute.

    ``compute`` names the module whose function ``compute`` does it. ``record`` is what that is
    given, a request that was checked and resolved, pickled: server and workers are one program, and
    what was checked once is not checked again. ``seconds`` is the estimate of the work, on one
    core. ``key`` names the result: the same request has the same key as long as its result would
    be the same.
    """

    compute: str
    record: bytes
    seconds: float
    key: str

    @classmethod
    def of(cls, compute: str, record: object, seconds: float, *, written: bytes) -> Self:
        """Return the job of a record; ``written`` holds all that its result depends on."""
        digest = sha256(f"{results_version()}{compute}\n".encode())
        digest.update(written)
        pickled = pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
        return cls(compute, pickled, seconds, digest.hexdigest()[:_KEY_LENGTH])

    def packed(self) -> bytes:
        """Return what a worker needs of it."""
        return self.compute.encode() + b"\n" + self.record


def unpack(packed: bytes) -> tuple[str, Any]:
    """Return the module and the record of a packed job."""
    compute, _, record = packed.partition(b"\n")
    # It comes over a pipe from the process that started this one.
    return compute.decode(), pickle.loads(record)  # noqa: S301


def job_of(compute: str, request: BaseModel, seconds: float) -> Job:
    """Return the job of a resolved request, on all of which its result depends."""
    return Job.of(compute, request, seconds, written=request.model_dump_json().encode())
