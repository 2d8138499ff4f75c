"""Worker processes: a job given up ends at once, a lost worker is replaced, none is left over."""

import asyncio
import gzip
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.jobs import heartbeat
from app.jobs import process as process_module
from app.jobs.admission import BusyError
from app.jobs.cache import ResultCache
from app.jobs.compression import lines_of
from app.jobs.frames import Frame, Kind
from app.jobs.job import Job
from app.jobs.pool import Pool
from app.jobs.process import READ_AHEAD, WorkerLostError, WorkerProcess
from app.jobs.service import STOPPED, WORKER_LOST, FailedError, JobService
from app.jobs.worker import UNFORESEEN
from app.questions.export.request import PLANNER, CodeRequest
from app.questions.simulate.plan import plan_stream
from app.schemas.request import SimulationRequest

pytestmark = pytest.mark.anyio

#: Seconds that anything here may take on a busy machine; far less is usual.
PATIENCE = 30.0
LONG: dict[str, Any] = {"epochs": 20_000, "batch_size": 200}


def plan(request: dict[str, Any]) -> Job:
    return plan_stream(SimulationRequest.model_validate(request))


@asynccontextmanager
async def service_of(workers: int = 1) -> AsyncIterator[JobService]:
    service = JobService(Pool(workers), ResultCache(16 * 2**20))
    service.pool.start()
    try:
        async with asyncio.timeout(PATIENCE):
            yield service
    finally:
        await service.pool.close()


async def collect(service: JobService, request: dict[str, Any], client: str = "a") -> list[Frame]:
    return [frame async for frame in service.frames(plan(request), client)]


def events(frames: list[Frame]) -> list[Any]:
    return [json.loads(line) for line in lines_of(frame.payload for frame in frames)]


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_job_gives_its_events_in_order_and_the_next_job_follows() -> None:
    async with service_of() as service:
        for seed in range(3):
            frames = await collect(service, {"epochs": 2, "seed": seed})
            *first, last = [frame.kind for frame in frames]
            assert first == [Kind.PIECE] * len(first)
            assert last is Kind.DONE
            told = events(frames)
            assert [event["kind"] for event in told] == ["started", *["snapshot"] * 3, "done"]
            assert told[0]["request"]["seed"] == seed


async def test_a_job_given_up_ends_before_its_end_and_leaves_its_worker() -> None:
    async with service_of() as service:
        async with aclosing(service.frames(plan(LONG), "a")) as frames:
            await anext(frames)
            await anext(frames)
            working = {process.pid for process in service.pool._processes}
        await until(lambda: not service.pool.admission.running)
        assert service.cache.get(plan(LONG).key) is None
        # One that does not hear is killed, and another takes its place.
        assert working <= {process.pid for process in service.pool._processes}
        assert (await collect(service, {"epochs": 1}))[-1].kind is Kind.DONE


async def test_a_hundred_jobs_given_up_leave_no_slot_and_no_process_behind() -> None:
    async with service_of() as service:
        await collect(service, {"epochs": 0})
        before = {process.pid for process in service.pool._processes}
        for seed in range(100):
            request = {**LONG, "seed": seed}
            async with aclosing(service.frames(plan(request), str(seed))) as frames:
                await anext(frames)
        await until(lambda: not service.pool.admission.running)
        assert service.pool.admission.waiting == []
        assert before <= {process.pid for process in service.pool._processes}


async def test_a_killed_worker_fails_its_job_in_words_and_is_replaced() -> None:
    async with service_of() as service:
        given: list[Frame] = []
        async with aclosing(service.frames(plan(LONG), "a")) as frames:
            async for frame in frames:
                if not given:
                    for process in list(service.pool._processes):
                        os.kill(process.pid, signal.SIGKILL)
                given.append(frame)
        assert given[-1].kind is Kind.FAILED
        # Whole, as gzip itself sees it: the event is added to a stream whose packer is gone.
        told = gzip.decompress(b"".join(frame.payload for frame in given)).splitlines()
        assert [json.loads(line)["kind"] for line in (told[0], told[-1])] == ["started", "failed"]
        assert (await collect(service, {"epochs": 1}))[-1].kind is Kind.DONE


@pytest.fixture
def short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a worker for lost after three silent seconds."""
    monkeypatch.setattr(heartbeat, "SILENT_SECONDS", 3.0)


@pytest.mark.usefixtures("short_silence")
async def test_a_stopped_worker_fails_its_job_in_words_and_is_replaced() -> None:
    async with service_of() as service:
        await until(lambda: service.pool.up == 2)
        given: list[Frame] = []
        async with aclosing(service.frames(plan(LONG), "a")) as frames:
            async for frame in frames:
                if not given:
                    (busy,) = [each for each in service.pool._processes if each.busy]
                    os.kill(busy.pid, signal.SIGSTOP)
                given.append(frame)
        assert events(given)[-1] == {"kind": "failed", "message": WORKER_LOST}
        await until(lambda: service.pool.up == 2 and not alive(busy.pid))
        assert (await collect(service, {"epochs": 1}))[-1].kind is Kind.DONE


@pytest.mark.usefixtures("short_silence")
async def test_idle_workers_that_are_stopped_are_replaced() -> None:
    async with service_of() as service:
        await until(lambda: service.pool.up == 2)
        stopped = [process.pid for process in service.pool._processes]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        await until(lambda: not any(map(alive, stopped)))
        # One that has died is counted once its pipe is found closed, a moment later.
        await until(lambda: service.pool.statistics.workers_lost == 2)
        await until(lambda: service.pool.up == 2)
        assert (await collect(service, {"epochs": 1}))[-1].kind is Kind.DONE


@pytest.mark.usefixtures("short_silence")
async def test_workers_that_wait_or_compute_at_length_are_not_taken_for_lost() -> None:
    async with service_of() as service:
        await until(lambda: service.pool.up == 2)
        before = {process.pid for process in service.pool._processes}
        record = {"epochs": list(range(1_000)), "weights": True}
        request = {"epochs": 5000, "record": record, "hidden_layers": [16]}
        async with aclosing(service.frames(plan(request), "a")) as frames:
            await anext(frames)
            # Held back by a reader that stops.
            await asyncio.sleep(4)
        assert {process.pid for process in service.pool._processes} == before


@pytest.mark.parametrize("kind", ["stream", "question"])
async def test_a_worker_that_lives_but_does_not_get_on_is_replaced(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import time\n"
        "import app.engine.code_export as export\n"
        "import app.engine.simulation as simulation\n"
        "def stuck(*arguments):\n"
        "    time.sleep(1000)\n"
        "simulation.simulate = export.export_code = stuck\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(process_module, "DEADLINE_SHARE", 0.05)
    async with service_of() as service:
        await until(lambda: service.pool.up == 2)
        if kind == "stream":
            frames = await collect(service, {})
            assert events(frames)[-1] == {"kind": "failed", "message": WORKER_LOST}
        else:
            with pytest.raises(FailedError, match=re.escape(WORKER_LOST)):
                await service.pieces(PLANNER.plan(CodeRequest()), "a")
        assert service.pool.statistics.workers_lost >= 1


async def test_a_mistake_of_ours_is_logged_as_json(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import app.engine.code_export as module\n"
        "def broken(experiment, framework, run):\n"
        "    raise IndexError('ours') if run else KeyboardInterrupt('ours')\n"
        "module.export_code = broken\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with service_of() as service:
        for run in (1, 0):
            asked = CodeRequest.model_validate({"runs": [{}, {}], "run": run})
            with pytest.raises(FailedError):
                await service.pieces(PLANNER.plan(asked), "a")
    lines = [line for line in capfd.readouterr().err.splitlines() if line]
    logged = [json.loads(line) for line in lines if line.startswith("{")]
    # The server's own lines are plain here: this test has not configured its log.
    assert not any(line.startswith(("Traceback", "  File")) for line in lines)
    assert {entry["message"] for entry in logged} >= {
        "A job could not be computed",
        "The process ended",
    }
    assert all("ours" in entry["traceback"] for entry in logged)


async def test_a_reader_that_stops_holds_the_worker_back_without_buffering() -> None:
    # Some ten megabytes of gzip.
    record = {"epochs": list(range(1_000)), "weights": True}
    request = {"epochs": 5000, "record": record, "hidden_layers": [16]}
    async with service_of() as service, aclosing(service.frames(plan(request), "a")) as frames:
        await anext(frames)
        await asyncio.sleep(1.0)
        (held,) = [process for process in service.pool._processes if process._running]
        # The stream pauses reading at twice its limit, plus what one read brings.
        buffered = len(held._stdout._buffer)  # type: ignore[attr-defined]
        assert buffered <= 3 * READ_AHEAD
        assert not held._stdout.at_eof()


async def test_a_short_job_is_not_held_up_by_long_ones() -> None:
    async with service_of() as service:
        long = asyncio.create_task(collect(service, LONG, "a"))
        try:
            await until(lambda: bool(service.pool.admission.running))
            frames = await collect(service, {"epochs": 1}, "b")
            assert frames[-1].kind is Kind.DONE
            assert not long.done()
        finally:
            long.cancel()
            await asyncio.gather(long, return_exceptions=True)


async def test_a_finished_result_is_given_again_from_memory() -> None:
    async with service_of() as service:
        first = await collect(service, {"epochs": 3})
        for process in service.pool._processes:
            os.kill(process.pid, signal.SIGSTOP)
        try:
            assert events(await collect(service, {"epochs": 3})) == events(first)
        finally:
            for process in service.pool._processes:
                os.kill(process.pid, signal.SIGCONT)


async def test_no_process_outlives_its_pool() -> None:
    async with service_of(2) as service:
        await collect(service, {"epochs": 0})
        pids = [process.pid for process in service.pool._processes]
    assert pids
    assert not any(alive(pid) for pid in pids)


async def test_what_runs_when_the_server_ends_is_told_so_and_who_waits_is_sent_away() -> None:
    async with service_of() as service:
        running = asyncio.create_task(collect(service, LONG, "a"))
        await until(lambda: any(each.frames for each in service._under_way.values()))
        waiting = asyncio.create_task(collect(service, {**LONG, "seed": 1}, "b"))
        await until(lambda: bool(service.pool.admission.waiting))
        pids = [process.pid for process in service.pool._processes]
        service.pool.give_up()
        frames = await running
        assert frames[-1].kind is Kind.FAILED
        assert events(frames)[-1] == {"kind": "failed", "message": STOPPED}
        with pytest.raises(BusyError):
            await waiting
        with pytest.raises(BusyError):
            await collect(service, {"epochs": 1}, "c")
        await until(lambda: not any(alive(pid) for pid in pids))


async def test_who_reads_on_from_a_worker_that_is_being_killed_is_told_that_it_is_lost() -> None:
    worker = await WorkerProcess.start()
    async with asyncio.timeout(PATIENCE):
        await worker.ready()
        async with aclosing(worker.run(plan(LONG).packed())) as run:
            await anext(run)
            killing = asyncio.create_task(worker.kill())
            # Now the killing waits for the end of the pipe, and the reader comes second.
            await asyncio.sleep(0)
            with pytest.raises(WorkerLostError):
                await anext(run)
        await killing
    assert not alive(worker.pid)


async def test_who_has_a_place_but_no_worker_yet_is_sent_away_too() -> None:
    async with service_of() as service:
        entered = asyncio.create_task(collect(service, LONG))
        await until(lambda: bool(service.pool.admission.running))
        service.pool.give_up()
        with pytest.raises(BusyError):
            await entered
        await until(lambda: service.pool.up == 0)


async def test_a_mistake_of_ours_is_told_in_words_and_costs_no_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Every worker loads this first: a simulation that fails in its middle.
    (tmp_path / "sitecustomize.py").write_text(
        "import app.engine.simulation as module\n"
        "simulate = module.simulate\n"
        "def broken(*arguments):\n"
        "    yield next(simulate(*arguments))\n"
        "    raise IndexError\n"
        "module.simulate = broken\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with service_of() as service:
        for seed in range(2):
            frames = await collect(service, {"seed": seed})
            assert [event["kind"] for event in events(frames)] == ["started", "failed"]
            assert events(frames)[-1]["message"] == UNFORESEEN
        assert service.pool.statistics.workers_lost == 0


async def test_jobs_one_after_another_are_done_by_one_worker_and_tell_how_long_they_take() -> None:
    async with service_of() as service:
        await until(lambda: service.pool.up == 2)
        before = service.pool.admission._pace
        for seed in range(4):
            await collect(service, {"epochs": 1, "seed": seed})
            await until(lambda: not service.pool.admission.running)
        assert sorted(process._job for process in service.pool._processes) == [0, 4]
        assert service.pool.admission._pace != before
