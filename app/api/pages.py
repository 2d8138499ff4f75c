"""The pages: the playground and the API's documentation."""

from functools import cache
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from app.api.assets import assets
from app.api.stored import Stored
from app.settings import TEMPLATES
from app.version import VERSION

if TYPE_CHECKING:
    from jinja2 import Environment

router = APIRouter(include_in_schema=False)
HTML: Final = "text/html; charset=utf-8"


@cache
def environment() -> "Environment":
    """Give the templates' environment: everything escaped, nothing undefined let through."""
    # Here, because the server can start without it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


async def page(name: str) -> Stored:
    """Render a page; Jinja keeps the template until its file changes.

    ``static`` is where its files are; of ``scripts`` the last is run, the others are asked for
    with it.
    """
    version = await assets.version()
    template = environment().get_template(name)
    text = template.render(version=VERSION, static=f"/static/{version}", scripts=assets.scripts)
    return Stored.of(text.encode(), HTML)


@router.api_route("/", methods=["GET", "HEAD"])
async def playground(request: Request) -> Response:
    """Give the playground."""
    return (await page("playground.html")).answer(request)


@router.api_route("/docs", methods=["GET", "HEAD"])
async def documentation(request: Request) -> Response:
    """Give Swagger UI, with its scripts from here."""
    return (await page("docs.html")).answer(request)
