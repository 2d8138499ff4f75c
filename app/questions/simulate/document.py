"""The events of a finished experiment as one document."""

from collections.abc import Iterable, Iterator

from app.engine.records.events import Diverged, Snapshot
from app.jobs.compression import lines_of
from app.wire.stream import ELAPSED, DoneLine, StartedLine, head_of

_STARTED, _SNAPSHOT, _DIVERGED, _DONE = map(head_of, (StartedLine, Snapshot, Diverged, DoneLine))


def document(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the parts of the document that holds a stream's events.

    No line is parsed, nor joined with the others, of which there may be many megabytes. The time
    that it took is left out: the same request has the same bytes, from every server.
    """
    diverged: list[bytes] = []
    between = b""
    for line in lines_of(pieces):
        if line.startswith(_SNAPSHOT):
            yield between
            yield line
            between = b","
        elif line.startswith(_DIVERGED):
            diverged.append(line)
        elif line.startswith(_STARTED):
            yield b"{" + line.removeprefix(_STARTED)[:-1] + b',"snapshots":['
        else:
            yield b'],"diverged":[' + b",".join(diverged) + b"],"
            yield line.removeprefix(_DONE).rpartition(ELAPSED)[0] + b"}"
