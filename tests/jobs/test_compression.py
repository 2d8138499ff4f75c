"""A stream in pieces is one gzip stream, whose pieces can be read on arrival, whoever ends it."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jobs import compression
from app.jobs.compression import LARGEST_TEXT, Packer, Piece, Unpacker, ending, lines_of

LINE = st.binary(max_size=300).map(lambda line: line.replace(b"\n", b""))
#: Lines, and after which of them a piece is taken.
STREAM = st.lists(st.tuples(LINE, st.booleans()), min_size=1, max_size=30)


def packed(stream: list[tuple[bytes, bool]]) -> list[Piece]:
    """All but the last line in pieces; the last one waits."""
    packer, pieces = Packer(), []
    for line, cut in stream[:-1]:
        packer.add(line)
        if cut:
            pieces.append(packer.piece(last=False))
    packer.add(stream[-1][0])
    return [*pieces, packer.piece(last=True)]


@given(STREAM)
def test_pieces_are_one_gzip_stream_and_each_can_be_read_when_it_is_there(
    stream: list[tuple[bytes, bool]],
) -> None:
    pieces = packed(stream)
    text = b"".join(line + b"\n" for line, _ in stream)
    assert gzip.decompress(b"".join(piece.packed for piece in pieces)) == text
    assert list(lines_of(piece.packed for piece in pieces)) == [line for line, _ in stream]
    unpacker, told = Unpacker(), b""
    for piece in pieces:
        told += b"".join(unpacker.text(piece.packed))
        # All that went into the pieces so far, to the end of a line.
        assert len(told) == piece.size
        assert told.endswith(b"\n")


@given(STREAM, st.integers(0, 30))
def test_a_stream_whose_packer_is_lost_is_ended_by_one_line_more(
    stream: list[tuple[bytes, bool]], kept: int
) -> None:
    pieces = packed(stream)[:-1][:kept]
    event = json.dumps({"kind": "failed", "message": "é" * kept}).encode()
    last = ending(event, pieces[-1] if pieces else None)
    whole = gzip.decompress(b"".join(piece.packed for piece in [*pieces, last]))
    before = b"".join(lines_of(piece.packed for piece in pieces))
    assert whole.replace(b"\n", b"") == before + event
    assert whole.endswith(event + b"\n")


def test_a_line_too_long_to_be_stored_is_refused_not_cut() -> None:
    packer = Packer()
    packer.add(b"{}")
    with pytest.raises(ValueError, match="70001 bytes"):
        ending(b"x" * 70_000, packer.piece(last=False))


def test_the_first_lines_go_at_once_and_later_ones_wait_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(compression, "perf_counter", lambda: now)
    packer = Packer()
    pieces: list[bytes] = []
    assert not packer.due
    for line in (b"1", b"2"):
        packer.add(line)
        assert packer.due
        pieces.append(packer.piece(last=False).packed)
    packer.add(b"3")
    assert not packer.due
    now += 0.024
    packer.add(b"4")
    assert not packer.due
    now += 0.001
    assert packer.due
    pieces.append(packer.piece(last=True).packed)
    assert list(lines_of(pieces)) == [b"1", b"2", b"3", b"4"]


def test_much_text_does_not_wait() -> None:
    packer = Packer()
    for _ in range(2):
        packer.add(b"{}")
        packer.piece(last=False)
    packer.add(b"x" * 300_000)
    assert packer.due


def test_what_compresses_well_is_unpacked_in_bounded_parts() -> None:
    packer, line = Packer(), b"0.0," * 2_000_000
    packer.add(line)
    packer.add(b"{}")
    packed = packer.piece(last=True).packed
    assert len(packed) < len(line) / 100
    parts = list(Unpacker().text(packed))
    assert b"".join(parts) == line + b"\n{}\n"
    assert max(map(len, parts)) <= LARGEST_TEXT
    # In whatever parts it comes, down to a byte.
    torn = [packed[start : start + 1] for start in range(len(packed))]
    assert list(lines_of(torn)) == list(lines_of([packed])) == [line, b"{}"]
