"""The events of a finished experiment as one document."""

from collections.abc import Iterable, Iterator

from app.jobs.compression import lines_of
from app.jobs.encode import DIVERGED_HEAD, DONE_HEAD, ELAPSED, SNAPSHOT_HEAD, STARTED_HEAD


def document(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the parts of the document that holds a stream's events.

    No line is parsed, nor joined with the others, of which there may be many megabytes. The time
    that it took is left out: the same request has the same bytes, from every server.
    """
    diverged: list[bytes] = []
    between = b""
    for line in lines_of(pieces):
        if line.startswith(SNAPSHOT_HEAD):
            yield between
            yield line
            between = b","
        elif line.startswith(DIVERGED_HEAD):
            diverged.append(line)
        elif line.startswith(STARTED_HEAD):
            yield b"{" + line.removeprefix(STARTED_HEAD)[:-1] + b',"snapshots":['
        else:
            yield b'],"diverged":[' + b",".join(diverged) + b"],"
            yield line.removeprefix(DONE_HEAD).rpartition(ELAPSED)[0] + b"}"
