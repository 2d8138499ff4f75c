"""All compression: streams of lines in pieces that can each be read on arrival, and whole answers.

Intel's ISA-L compresses streams (the package isal): a fifth of zlib's time at the same size, and
with that a tenth less work for an experiment. Its bytes may differ from one processor to another,
which does no harm to a stream. Where an ETag promises the same bytes, zlib makes them.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Final, NamedTuple

from isal import isal_zlib

#: zlib's window bits for a gzip header and trailer.
_GZIP_WINDOW: Final = 31
#: The most memory for zlib; 6 % quicker than its default.
_MEMORY: Final = 9
#: The smaller levels leave a third more of base64, the larger take longer for nothing.
_LEVEL: Final = 1
#: The first lines go at once: the page draws its first picture from two.
_AT_ONCE: Final = 2
#: Seconds that lines after them may wait for others: one or two frames of a screen.
_WAIT: Final = 0.025
#: Bytes of lines that do not wait for more.
_ENOUGH: Final = 256 * 1024
#: Bytes of text that are unpacked at once.
LARGEST_TEXT: Final = 256 * 1024
#: Modulus of gzip's size.
_SIZES: Final = 2**32
_TRAILER: Final = struct.Struct("<II")
_STORED: Final = struct.Struct("<BHH")
_LARGEST_STORED: Final = 0xFFFF


class Piece(NamedTuple):
    """Some lines' part of a gzip stream; what its trailer would be, ended here.

    ``crc`` and ``size`` are of all lines so far, the size modulo 2**32.
    """

    packed: bytes
    crc: int = 0
    size: int = 0


class Packer:
    """Compresses one answer's lines in their order, and says when some of them should go."""

    def __init__(self) -> None:
        self._deflate = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP_WINDOW)
        self._lines: list[bytes] = []
        self._held = 0
        self._crc = 0
        self._size = 0
        self._pieces = 0
        self._since = 0.0

    def add(self, line: bytes) -> None:
        """Put a line, without its newline, after the others."""
        self._lines += (line, b"\n")
        self._held += len(line) + 1

    @property
    def due(self) -> bool:
        """Whether what waits should go now."""
        if not self._lines:
            return False
        return (
            self._pieces < _AT_ONCE
            or self._held >= _ENOUGH
            or perf_counter() - self._since >= _WAIT
        )

    def piece(self, *, last: bool) -> Piece:
        """Return what waits; the last piece holds the trailer."""
        text = b"".join(self._lines)
        self._lines.clear()
        self._held = 0
        self._pieces += 1
        self._since = perf_counter()
        self._crc = isal_zlib.crc32(text, self._crc)
        self._size = (self._size + len(text)) % _SIZES
        packed = self._deflate.compress(text)
        packed += self._deflate.flush(isal_zlib.Z_FINISH if last else isal_zlib.Z_SYNC_FLUSH)
        return Piece(packed, self._crc, self._size)


class Unpacker:
    """Unpacks the text of one stream's pieces, in parts of a bounded size.

    What compresses well comes out a thousand times as long as it went in.
    """

    def __init__(self) -> None:
        self._inflate = isal_zlib.decompressobj(_GZIP_WINDOW)

    def text(self, packed: bytes) -> Iterator[bytes]:
        """Yield the text of the next part of the stream."""
        while True:
            found = self._inflate.decompress(packed, LARGEST_TEXT)
            if found:
                yield found
            packed = self._inflate.unconsumed_tail
            if not packed and len(found) < LARGEST_TEXT:
                return


def ending(line: bytes, before: Piece | None) -> Piece:
    """Return the last piece of a stream whose packer is lost, holding one line more.

    The line stands uncompressed in it, which needs nothing of the packer but ``before``, the last
    piece that it gave, if it gave one. A line of 64 KiB or more raises ValueError.
    """
    if before is None:
        packer = Packer()
        packer.add(line)
        return packer.piece(last=True)
    text = line + b"\n"
    if len(text) > _LARGEST_STORED:
        raise ValueError(f"a line of {len(text)} bytes cannot be stored as it is")
    crc, size = isal_zlib.crc32(text, before.crc), (before.size + len(text)) % _SIZES
    # RFC 1951, 3.2.4: the final block's bit, no compression, the length and its complement.
    head = _STORED.pack(1, len(text), len(text) ^ _LARGEST_STORED)
    return Piece(head + text + _TRAILER.pack(crc, size), crc, size)


def lines_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream's pieces, from the first one on, without their newlines."""
    unpacker = Unpacker()
    begun: list[bytes] = []
    for packed in pieces:
        for text in unpacker.text(packed):
            end, *others = text.split(b"\n")
            begun.append(end)
            for other in others:
                yield b"".join(begun)
                begun = [other]


def text_of(pieces: Iterable[bytes]) -> bytes:
    """Return the whole text of a stream's pieces."""
    unpacker = Unpacker()
    return b"".join(text for packed in pieces for text in unpacker.text(packed))


def compressed(parts: Iterable[bytes], level: int) -> bytes:
    """Return all parts as one gzip text, whose bytes are the same on every machine."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, _GZIP_WINDOW, _MEMORY)
    return b"".join([*map(deflate.compress, parts), deflate.flush()])
