"""Finished results stay within the bytes they are given, the oldest go first."""

from app.jobs.cache import FRAME_OVERHEAD, LARGEST_SHARE, ResultCache
from app.jobs.frames import Frame, Kind

SIZE = 1_000


def result(letter: str, size: int = SIZE) -> list[Frame]:
    """A result of two frames that takes so many bytes."""
    text = letter.encode() * (size - FRAME_OVERHEAD)
    return [Frame(Kind.PIECE, text[:99], 1, 99), Frame(Kind.DONE, text[99:], 2, len(text))]


def test_what_was_put_in_comes_out_in_one() -> None:
    cache = ResultCache(LARGEST_SHARE * SIZE)
    cache.put("a", result("a"))
    text = b"a" * (SIZE - FRAME_OVERHEAD)
    assert cache.get("a") == Frame(Kind.DONE, text, 2, len(text))
    assert cache.get("b") is None


def test_the_least_recently_used_is_forgotten_first() -> None:
    cache = ResultCache(LARGEST_SHARE * SIZE)
    for letter in "abcd":
        cache.put(letter, result(letter))
    cache.get("a")
    cache.put("e", result("e"))
    assert cache.get("b") is None
    assert cache.get("a") is not None


def test_the_size_never_exceeds_the_capacity() -> None:
    cache = ResultCache(LARGEST_SHARE * SIZE)
    for index in range(50):
        cache.put(str(index), result("x", 450 + 12 * index))
        assert cache.size <= cache.capacity


def test_a_result_that_would_push_out_many_is_not_kept() -> None:
    cache = ResultCache(LARGEST_SHARE * SIZE)
    cache.put("a", result("a", SIZE + 2))
    assert cache.get("a") is None
    assert cache.size == 0


def test_the_same_result_counts_once() -> None:
    cache = ResultCache(LARGEST_SHARE * SIZE)
    for _ in range(3):
        cache.put("a", result("a"))
    assert cache.size == SIZE
