"""What is on its way: from a worker in time, to a reader in parts."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator

import pytest
from starlette.types import Message

from app.engine.experiment import Experiment
from app.engine.records.events import Event
from app.engine.simulation import simulate
from app.jobs import worker
from app.jobs.compression import Packer
from app.jobs.frames import Frame, Kind
from app.jobs.task import Task
from app.questions.simulate import compute
from app.questions.simulate.plan import plan_stream
from app.schemas.request import SimulationRequest
from app.web.responses import SLICE_BYTES, send_frames

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

    class Listened(Task):
        def send(self, frame: Frame) -> None:
            sent.append(frame)

    monkeypatch.setattr(compute, "simulate", slow)
    monkeypatch.setattr("app.jobs.compression.perf_counter", lambda: now[-1])
    quick = SimulationRequest.model_validate({"epochs": 4, "record": {"neuron_outputs": False}})
    worker.do(plan_stream(quick).packed(), Listened(-1, 1, 60.0, lambda: False))
    assert sent[-1].kind is Kind.DONE
    assert held[1] > held[0]
