"""Clients of applications that compute."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="module")
async def working() -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of an application whose workers compute."""
    app = create_app(Settings(workers=1))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://test", timeout=100
        ) as made:
            yield made


@pytest.fixture
async def http(server_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a real server."""
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as made:
        yield made
