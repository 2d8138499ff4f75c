"""The application, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.api import metrics, oembed, pages, static_files, system
from app.api.body_limit import BodyLimit
from app.api.error_handlers import add_handlers
from app.api.head import HeadLikeGet
from app.api.loading import AwaitRoutes, Loading, load
from app.api.observe import Observe
from app.api.security import SecurityHeaders
from app.api.static_files import VersionedFirst
from app.jobs.cache import ResultCache
from app.jobs.pool import Pool
from app.jobs.service import JobService
from app.jobs.statistics import watch_lag
from app.limits import LIMITS
from app.settings import Settings
from app.version import VERSION


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; its worker processes start and end with it."""
    settings = settings or Settings.from_environment()
    pool = Pool(settings.workers)
    jobs = JobService(pool, ResultCache(settings.cache_bytes))
    loading = Loading(lambda: add_questions(app))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        pool.start()
        adding = asyncio.create_task(loading.wait())
        watching = asyncio.create_task(watch_lag(pool.statistics))
        yield
        adding.cancel()
        watching.cancel()
        jobs.close()
        await pool.close()

    app = FastAPI(
        title="Unclone",
        version=VERSION,
        summary="A playground for weight initialization.",
        lifespan=lifespan,
        openapi_url=None,
        # The Location of such a redirect is made from whatever Host the client sent.
        redirect_slashes=False,
        separate_input_output_schemas=False,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.jobs = jobs
    static_files.files.take_bundle_from(settings.bundle)
    add_handlers(app)
    for module in (system, metrics, pages, oembed, static_files):
        app.include_router(module.router)
    app.add_middleware(AwaitRoutes, loading=loading, early=list(app.router.routes))
    app.add_middleware(BodyLimit, most=LIMITS.body_bytes)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
        )
    app.add_middleware(HeadLikeGet)
    app.add_middleware(Observe, statistics=pool.statistics)
    app.add_middleware(VersionedFirst)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    return app


def add_questions(app: FastAPI) -> None:
    """Add the routes whose models take longer to build than all the rest of the start."""
    from app.questions import QUESTIONS

    for name in QUESTIONS:
        app.include_router(load(f"app.questions.{name}.route").router)
    app.include_router(load("app.api.openapi").router)
