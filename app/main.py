"""The application, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.api import assets, metrics, pages, system
from app.api.assets import AssetsFirst
from app.api.body_limit import BodyLimit
from app.api.errors import add_handlers
from app.api.head import HeadLikeGet
from app.api.later import Later, LaterRoutes
from app.api.observe import Observe
from app.api.security import SecurityHeaders
from app.jobs.cache import ResultCache
from app.jobs.pool import Pool
from app.jobs.questions import Questions
from app.jobs.service import Simulations
from app.jobs.statistics import watch_lag
from app.limits import LIMITS
from app.settings import Settings
from app.version import VERSION


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; its worker processes start and end with it."""
    settings = settings or Settings.from_environment()
    pool = Pool(settings.workers)
    cache = ResultCache(settings.cache_bytes)
    simulations = Simulations(pool, cache)
    later = Later(lambda: add_later_routes(app))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        pool.start()
        loading = asyncio.create_task(later.wait())
        watching = asyncio.create_task(watch_lag(pool.statistics))
        yield
        loading.cancel()
        watching.cancel()
        simulations.close()
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
    app.state.simulations = simulations
    app.state.questions = Questions(pool, cache)
    add_handlers(app)
    for module in (system, metrics, pages, assets):
        app.include_router(module.router)
    app.add_middleware(LaterRoutes, later=later, early=list(app.router.routes))
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
    app.add_middleware(AssetsFirst)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    return app


def add_later_routes(app: FastAPI) -> None:
    """Add the routes whose models take longer to build than all the rest of the start."""
    from app.api import explain, export, initializers, lesson, openapi, propagate, simulate

    for module in (simulate, propagate, explain, lesson, initializers, export, openapi):
        app.include_router(module.router)
