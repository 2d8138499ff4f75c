"""What the server and a worker process say to each other: framed bytes over two pipes.

A frame is a header (kind, job, length of the payload, and of a piece the stream's checksum and size
so far) and the payload. A worker answers ``RUN`` with the pieces of a stream, the last one ``DONE``
or ``FAILED``, and ``ASK`` with ``ANSWER`` or ``UNANSWERED``; either may be ``REFUSED`` instead, and
is closed by ``END``.
"""

import struct
from enum import IntEnum
from typing import Final, NamedTuple

from pydantic_core import to_json

from app.jobs.packing import Piece

#: Kind, job number, length of the payload in bytes; checksum and size of the stream so far.
HEADER: Final = struct.Struct("<BIIII")


class Kind(IntEnum):
    """What a frame is. Below 16 the server speaks, above it the worker."""

    RUN = 1
    """Payload: the resolved request as JSON."""
    CANCEL = 2
    ASK = 3
    """Payload: a question to be answered in one document (see ``app.jobs.tasks``)."""

    READY = 16
    """The worker has loaded everything and takes jobs."""
    PIECE = 17
    """The next events of an experiment, as a piece of their gzip stream."""
    DONE = 18
    """The last piece: all is computed."""
    FAILED = 19
    """The last piece: its last event says why the run broke off."""
    REFUSED = 20
    """The engine refused the experiment; payload: a JSON list of problems."""
    ANSWER = 21
    """The answer of a question, as JSON."""
    UNANSWERED = 22
    """A question that could not be answered; payload: why, in words."""
    END = 23
    """No more frames of this job."""


class Frame(NamedTuple):
    """One frame without its job number; ``crc`` and ``size`` as ``app.jobs.packing.Piece``."""

    kind: Kind
    payload: bytes = b""
    crc: int = 0
    size: int = 0

    @property
    def last(self) -> bool:
        """Whether no other frame of the answer follows this one."""
        return self.kind is not Kind.PIECE


def frame_of(kind: Kind, piece: Piece) -> Frame:
    """Give the frame of a piece."""
    return Frame(kind, *piece)


def failed_event(message: str) -> bytes:
    """Write that the whole experiment broke off."""
    return to_json({"kind": "failed", "message": message})


def header(frame: Frame, job: int) -> bytes:
    """Write what stands in front of a frame's payload."""
    return HEADER.pack(frame.kind, job, len(frame.payload), frame.crc, frame.size)


def pack(kind: Kind, job: int, payload: bytes = b"") -> bytes:
    """Write a frame that is no piece."""
    return header(Frame(kind, payload), job) + payload
