"""One computation for many readers: computed once, bounded in memory, and nobody's to take away."""

import asyncio
import gc
import weakref
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from app.jobs.admission import BusyError
from app.jobs.cache import weight
from app.jobs.frames import Frame, Kind
from app.jobs.shared_stream import SharedStream

pytestmark = pytest.mark.anyio

PATIENCE = 10.0
ROOM = 10**9


class Source:
    """A computation that counts how often it is asked, and notices that it was given up."""

    def __init__(self, texts: list[bytes], error: Exception | None = None) -> None:
        self.texts = texts
        self.error = error
        self.given = 0
        self.closed = asyncio.Event()

    async def frames(self) -> AsyncGenerator[Frame]:
        try:
            for place, text in enumerate(self.texts):
                await asyncio.sleep(0)
                self.given += 1
                last = place == len(self.texts) - 1
                yield Frame(Kind.DONE if last else Kind.PIECE, text)
            if self.error is not None:
                raise self.error
        finally:
            self.closed.set()


def share(source: Source, capacity: int = ROOM) -> SharedStream:
    return SharedStream(source.frames(), capacity, lambda _stream, _frame: None, lambda: None)


def texts(count: int, size: int = 10) -> list[bytes]:
    return [b"%d" % number * size for number in range(count)]


async def take(stream: SharedStream, count: int | None = None) -> list[bytes]:
    """Read some frames and leave, or all of them."""
    taken: list[bytes] = []
    async with asyncio.timeout(PATIENCE), aclosing(stream.read()) as frames:
        while len(taken) != count:
            frame = await anext(frames, None)
            if frame is None:
                break
            taken.append(frame.payload)
    return taken


async def test_all_readers_get_every_frame_of_one_computation() -> None:
    source = Source(texts(20))
    stream = share(source)
    first = asyncio.create_task(take(stream))
    await asyncio.sleep(0.01)
    others = await asyncio.gather(*(take(stream) for _ in range(300)))
    assert [await first, *others] == [source.texts] * 301
    assert source.given == 20


async def test_the_first_who_leaves_takes_nothing_from_the_others() -> None:
    source = Source(texts(50))
    stream = share(source)
    leader = asyncio.create_task(take(stream, 2))
    follower = asyncio.create_task(take(stream))
    await leader
    assert await follower == source.texts


async def test_a_leader_that_is_cancelled_takes_nothing_from_the_others() -> None:
    source = Source(texts(50))
    stream = share(source)
    leader = asyncio.create_task(take(stream))
    follower = asyncio.create_task(take(stream))
    await asyncio.sleep(0)
    leader.cancel()
    assert await follower == source.texts


async def test_the_computation_stops_when_the_last_reader_leaves() -> None:
    source = Source(texts(1_000))
    stream = share(source)
    await asyncio.gather(take(stream, 2), take(stream, 5))
    await asyncio.wait_for(source.closed.wait(), PATIENCE)
    assert source.given <= 7


async def test_nothing_is_computed_that_nobody_has_asked_for() -> None:
    source = Source(texts(1_000))
    stream = share(source)
    async with aclosing(stream.read()) as frames:
        for _ in range(3):
            await anext(frames)
        await asyncio.sleep(0.05)
        assert source.given <= 4


async def test_what_is_held_for_the_slowest_is_bounded_and_it_still_gets_all() -> None:
    source = Source(texts(200, 1_000))
    largest = 3_250
    stream = share(source, capacity=10 * largest)
    async with aclosing(stream.read()) as slow:
        first = await anext(slow)
        fast = asyncio.create_task(take(stream))
        for _ in range(500):
            await asyncio.sleep(0)
            assert sum(map(weight, stream.frames)) <= 13 * largest
        assert not fast.done()
        rest = [each.payload async for each in slow]
    assert [first.payload, *rest] == source.texts
    assert await fast == source.texts
    assert not stream.joinable


async def test_what_was_read_to_the_end_is_let_go_without_a_search_for_rings() -> None:
    class Service:
        """Refers to its stream from the callbacks, as the real one does."""

        stream: SharedStream

    def read_by(service: Service) -> SharedStream:
        def look(*_: object) -> None:
            assert service.stream.joinable

        return SharedStream(Source(texts(3)).frames(), ROOM, look, look)

    gc.collect()
    gc.disable()
    try:
        service = Service()
        service.stream = read_by(service)
        assert len(await take(service.stream)) == 3
        await asyncio.sleep(0)
        gone = weakref.ref(service.stream)
        del service
        assert gone() is None
    finally:
        gc.enable()


async def test_a_refusal_reaches_everybody() -> None:
    source = Source([], BusyError(3))
    stream = share(source)
    ends = await asyncio.gather(*(take(stream) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(end, BusyError) for end in ends)
