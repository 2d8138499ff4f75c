"""What the server and a worker process say to each other: framed bytes over two pipes.

A frame is a header (kind, job, length of the payload, and of a piece the stream's checksum and
size so far) and the payload. A worker answers ``JOB`` with the pieces of a stream of events, the
last one ``DONE`` or ``FAILED``, or with ``REFUSED``; then follows ``END``. The stream of a question
has one event, its answer.
"""

import struct
from enum import IntEnum
from typing import Final, NamedTuple

from app.jobs.compression import Piece

#: Kind, job number, length of the payload in bytes; checksum and size of the stream so far.
HEADER: Final = struct.Struct("<BIIII")


class Kind(IntEnum):
    """What a frame is. Below 16 the server speaks, above it the worker."""

    JOB = 1
    """Something to compute; payload: a packed ``app.jobs.job.Job``."""
    CANCEL = 2

    READY = 16
    """The worker has loaded everything and takes jobs."""
    PIECE = 17
    """The next events of a job, as a piece of their gzip stream."""
    DONE = 18
    """The last piece: all is computed."""
    FAILED = 19
    """The last piece: its last event says why the job broke off."""
    REFUSED = 20
    """The request cannot be computed; payload: a JSON list of problems."""
    END = 21
    """No more frames of this job."""


class Frame(NamedTuple):
    """One frame without its job number; ``crc`` and ``size`` as ``app.jobs.compression.Piece``."""

    kind: Kind
    payload: bytes = b""
    crc: int = 0
    size: int = 0

    @property
    def last(self) -> bool:
        """Whether no other frame of the answer follows this one."""
        return self.kind is not Kind.PIECE


def frame_of(kind: Kind, piece: Piece) -> Frame:
    """Return the frame of a piece."""
    return Frame(kind, *piece)


def header(frame: Frame, job: int) -> bytes:
    """Return what stands in front of a frame's payload."""
    return HEADER.pack(frame.kind, job, len(frame.payload), frame.crc, frame.size)


def pack(kind: Kind, job: int, payload: bytes = b"") -> bytes:
    """Return a frame that is no piece."""
    return header(Frame(kind, payload), job) + payload
