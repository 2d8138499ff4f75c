"""The route of the metrics, in the form that Prometheus and its kind read.

Written by Prometheus's own client, which knows the format and its escapes. It is a dependency of a
few hundred kilobytes without any of its own, loaded when the first one asks; what is counted are
plain numbers (``app.jobs.statistics``), so that a server without such a reader pays nothing for it.
"""

from collections.abc import Iterator
from platform import python_version
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from app.jobs.pool import Pool
from app.jobs.service import JobService
from app.jobs.statistics import SECONDS, Histogram
from app.version import VERSION, results_version

if TYPE_CHECKING:
    from prometheus_client import Metric

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Return the metrics of this process, in Prometheus's text form."""
    # Here, because the server starts without it.
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.process_collector import ProcessCollector
    from prometheus_client.registry import Collector

    jobs: JobService = request.app.state.jobs

    class Now(Collector):
        def collect(self) -> "Iterator[Metric]":
            yield build()
            yield from gauges(jobs)
            yield from counters(jobs.pool)
            yield from times(jobs.pool)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Now())
    # This process's memory, processor time and open files, where /proc tells them.
    ProcessCollector(registry=registry)
    return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})


def build() -> "Metric":
    """Return which program this is."""
    from prometheus_client.core import InfoMetricFamily

    facts = {"version": VERSION, "results": results_version(), "python": python_version()}
    return InfoMetricFamily("unclone_build", "Which program this is.", value=facts)


def gauges(jobs: JobService) -> "Iterator[Metric]":
    """Return what is so now."""
    from prometheus_client.core import GaugeMetricFamily

    admission = jobs.pool.admission
    for name, words, value in (
        (
            "unclone_waiting",
            "Experiments and questions that wait for a worker.",
            len(admission.waiting),
        ),
        (
            "unclone_running",
            "Experiments and questions that have a worker.",
            len(admission.running),
        ),
        ("unclone_workers", "Worker processes that are up.", jobs.pool.up),
        (
            "unclone_cache_bytes",
            "Memory that kept results take.",
            jobs.cache.size,
        ),
        (
            "unclone_open_streams",
            "Answers of /simulate/stream that are waited for or sent.",
            jobs.pool.statistics.streams,
        ),
    ):
        yield GaugeMetricFamily(name, words, value=value)


def counters(pool: Pool) -> "Iterator[Metric]":
    """Return what has happened since the start."""
    from prometheus_client.core import CounterMetricFamily

    statistics = pool.statistics
    answers = CounterMetricFamily(
        "unclone_requests", "Requests.", labels=("route", "method", "status", "outcome")
    )
    for labels, count in statistics.answers.items():
        answers.add_metric(labels, count)
    yield answers
    sources = CounterMetricFamily("unclone_results", "Where results came from.", labels=("source",))
    for source, count in statistics.sources.items():
        sources.add_metric((source,), count)
    yield sources
    yield CounterMetricFamily(
        "unclone_turned_away",
        "Experiments and questions that found no place to wait.",
        value=statistics.turned_away,
    )
    yield CounterMetricFamily(
        "unclone_workers_lost",
        "Workers that ended and were replaced.",
        value=statistics.workers_lost,
    )


def times(pool: Pool) -> "Iterator[Metric]":
    """Return how long things took."""
    from prometheus_client.core import HistogramMetricFamily

    statistics = pool.statistics
    answers = HistogramMetricFamily(
        "unclone_request_seconds", "From a request to its answer's last byte.", labels=("route",)
    )
    for route, taken in statistics.answer_s.items():
        answers.add_metric((route,), buckets(taken), taken.total)
    yield answers
    for name, words, taken in (
        ("unclone_queue_seconds", "Waiting for a worker.", statistics.queue_s),
        ("unclone_compute_seconds", "Holding a worker.", statistics.compute_s),
        (
            "unclone_event_loop_lag_seconds",
            "How late the event loop comes to what is due, ten times a second.",
            statistics.lag_s,
        ),
    ):
        yield HistogramMetricFamily(name, words, buckets=buckets(taken), sum_value=taken.total)


def buckets(taken: Histogram) -> list[tuple[str, float]]:
    """Return the classes as Prometheus has them, each with all that is below its upper bound."""
    below, written = 0, []
    for bound, count in zip((*SECONDS, float("inf")), taken.counts, strict=True):
        below += count
        written.append(("+Inf" if bound == float("inf") else str(bound), float(below)))
    return written
