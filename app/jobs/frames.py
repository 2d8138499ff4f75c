"""What the server and a worker process say to each other: framed bytes over two pipes.

A frame is a header (kind, job, length of the payload) and the payload. A worker answers ``RUN``
with event frames, each holding one line of JSON without its newline, ``ASK`` with one ``ANSWER``,
and closes either with ``END``.
"""

import struct
from enum import IntEnum
from typing import Final, NamedTuple

from pydantic_core import to_json

#: Kind, job number, length of the payload in bytes.
HEADER: Final = struct.Struct("<BII")


class Kind(IntEnum):
    """What a frame is. Below 16 the server speaks, above it the worker."""

    RUN = 1
    """Payload: the resolved request as JSON."""
    CANCEL = 2
    ASK = 3
    """Payload: a question to be answered in one document (see ``app.jobs.tasks``)."""

    READY = 16
    """The worker has loaded everything and takes jobs."""
    STARTED = 17
    SNAPSHOT = 18
    DIVERGED = 19
    DONE = 20
    FAILED = 21
    """The run broke off; payload: a failed event."""
    REFUSED = 22
    """The engine refused the experiment; payload: a JSON list of problems."""
    END = 23
    """No more frames of this job."""
    ANSWER = 24
    """The answer of a question, as JSON."""


class Frame(NamedTuple):
    """One frame without its job number."""

    kind: Kind
    payload: bytes


def failed_event(message: str) -> bytes:
    """Write that the whole experiment broke off."""
    return to_json({"kind": "failed", "message": message})


def pack(kind: Kind, job: int, payload: bytes = b"") -> bytes:
    """Write a frame."""
    return HEADER.pack(kind, job, len(payload)) + payload
