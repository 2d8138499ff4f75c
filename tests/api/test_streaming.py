"""What is on its way: from a worker in time, to a reader in parts."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator

import pytest
from starlette.types import Message

from app.api.streaming import SLICE_BYTES, send_frames
from app.engine.experiment import Experiment
from app.engine.records.events import Event
from app.engine.simulation import simulate
from app.jobs import worker
from app.jobs.frames import Frame, Kind
from app.jobs.packing import Packer
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("gzip", [True, False])
async def test_a_large_frame_is_handed_over_in_parts(*, gzip: bool) -> None:
    packer, line = Packer(), bytes(range(32, 127)) * 20_000
    packer.add(line)
    packed = packer.piece(last=True).packed * (1 if not gzip else 40)
    sent: list[bytes] = []

    async def frames() -> AsyncGenerator[Frame]:
        yield Frame(Kind.DONE, packed)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            sent.append(message["body"])

    await asyncio.wait_for(send_frames(send, frames(), gzip=gzip), 10)
    assert b"".join(sent) == (packed if gzip else line + b"\n")
    assert max(map(len, sent)) <= (SLICE_BYTES if gzip else 256 * 1024)
    assert len(sent) > 2


def test_events_that_wait_for_others_go_when_the_engine_asks_whether_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[Frame] = []
    held: list[int] = []
    now = [0.0]

    def slow(experiment: Experiment, should_stop: Callable[[], bool]) -> Iterator[Event]:
        for place, event in enumerate(simulate(experiment, should_stop)):
            yield event
            if place == 3:
                held.append(len(sent))
                now.append(now[-1] + 1.0)
                should_stop()
                held.append(len(sent))

    class Answer(worker.Answer):
        def send(self, frame: Frame) -> None:
            sent.append(frame)

    monkeypatch.setattr(worker, "simulate", slow)
    monkeypatch.setattr("app.jobs.packing.perf_counter", lambda: now[-1])
    quick = SimulationRequest.model_validate({"epochs": 4, "record": {"neuron_outputs": False}})
    whole = resolve(quick).request
    control = worker.Control.__new__(worker.Control)
    control.cancelled = -1
    request = whole.model_dump_json().encode()
    worker.do(Kind.RUN, request, worker.Watch(control, 1, 60.0), Answer(-1, 1))
    assert sent[-1].kind is Kind.DONE
    assert held[1] > held[0]
