"""Lines of an answer that many may read: each is compressed once, for whoever asks first."""

import asyncio
import zlib
from typing import Final

from app.jobs.frames import Frame, Kind

#: zlib's window bits for a gzip header and trailer.
GZIP_WINDOW: Final = 31
#: The fastest level. Higher ones save 2 % of base64 for up to twice the time.
GZIP_LEVEL: Final = 1
#: The most memory for the fastest level; 6 % quicker than the default here.
GZIP_MEMORY: Final = 9
#: Bytes up to which compressing takes less than handing it to a thread.
INLINE_BYTES: Final = 2_000
#: Bytes that a line takes beside its texts: the objects, the list's place.
LINE_OVERHEAD: Final = 400


class Packer:
    """Compresses one answer's lines in their order, such that each can be read when it is there."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW, GZIP_MEMORY)

    def piece(self, text: bytes, *, last: bool) -> bytes:
        """Give a line's piece of the gzip stream; the last one holds the trailer."""
        end = zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH
        return (
            self._deflate.compress(text) + self._deflate.compress(b"\n") + self._deflate.flush(end)
        )


class Line:
    """An event or an answer as one line of JSON, and as a piece of the whole answer's gzip form.

    Lines of one answer share a packer and must be packed in their order, which every reader does
    that reads from the first one on.
    """

    __slots__ = ("_packed", "_packer", "kind", "payload")

    def __init__(self, frame: Frame, packer: Packer) -> None:
        self.kind, self.payload = frame
        self._packer = packer
        self._packed: asyncio.Future[bytes] | bytes | None = None

    @property
    def size(self) -> int:
        """The most bytes this can take in memory; its gzip form is never the longer one."""
        return 2 * len(self.payload) + LINE_OVERHEAD

    @property
    def last(self) -> bool:
        """Whether no line follows this one."""
        return self.kind in {Kind.DONE, Kind.FAILED, Kind.ANSWER, Kind.REFUSED}

    async def packed(self) -> bytes:
        """Give the compressed line; the work is done once, apart from the event loop if it is long.

        It goes on when the one who waits is cancelled: others may need the piece.
        """
        if self._packed is None and len(self.payload) <= INLINE_BYTES:
            self._packed = self._packer.piece(self.payload, last=self.last)
        if self._packed is None:
            self._packed = asyncio.ensure_future(
                asyncio.to_thread(self._packer.piece, self.payload, last=self.last)
            )
        if isinstance(self._packed, bytes):
            return self._packed
        piece = await asyncio.shield(self._packed)
        self._packed = piece
        return piece
