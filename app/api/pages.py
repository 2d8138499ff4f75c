"""The pages: the playground, the check of weight files, the answers, and the documentation."""

import asyncio
import re
from collections.abc import Mapping
from functools import cache
from math import inf
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, HTTPException, Request, Response

from app.api.bundle import Bundle
from app.api.loading import load
from app.api.security import policy
from app.api.static_files import Stamp, files, stamps
from app.api.system import catalog_version
from app.settings import TEMPLATES
from app.version import VERSION, results_version
from app.web.encoding import Encoded

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

router = APIRouter(include_in_schema=False)
#: The query parameter that asks for the embedded form.
EMBED: Final = "embed"
#: The script that stands in the playground itself.
EARLY: Final = "early.js"
#: The font that the style sheets name.
FONT: Final = "fonts/source_sans_3.woff2"
HTML: Final = "text/html; charset=utf-8"
#: Seconds for which files are not looked at again.
FRESH_SECONDS: Final = 0.5
_CODE: Final = re.compile("`([^`]+)`")
_LINK: Final = re.compile(r"\[([^]]+)\]\((/[a-z0-9/-]*)\)")
#: Pages that are kept rendered. Some name their own address, and anybody can ask by many hosts.
MOST_KEPT: Final = 64
_NO_VALUES: Final[Mapping[str, Any]] = MappingProxyType({})


@cache
def environment() -> "Environment":
    """Return the templates' environment: everything escaped, an undefined name an error."""
    # Here, because the server can start without it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.filters["prose"] = prose
    return made


def prose(text: str) -> "Markup":
    """Return a text as HTML: `words` as code, [words](/place) as a link within the site."""
    from markupsafe import Markup, escape

    html = _CODE.sub(r"<code>\1</code>", str(escape(text)))
    return Markup(_LINK.sub(r'<a href="\2">\1</a>', html))  # noqa: S704 - it was escaped


class Pages:
    """The pages, each rendered once for the files that it names and is made from.

    A class that opens the page asks for it some hundred times in a second, and looking at every
    file's date takes as long as all else; so that is done at most twice a second. A page that is
    older names the files by their last version, which gives what is there now.
    """

    def __init__(self) -> None:
        self._version = ""
        self._stamps: dict[str, Stamp] = {}
        self._bundle: Bundle | None = None
        self._fresh_until = -inf
        self._rendered: dict[tuple[str, ...], Encoded] = {}
        self._looking = asyncio.Lock()
        #: The script within the playground.
        self.early = b""

    async def get(
        self, name: str, key: tuple[str, ...] = (), values: Mapping[str, Any] = _NO_VALUES
    ) -> Encoded:
        """Render a page, or give it as it was rendered before.

        ``values`` are what the template shows besides; ``key`` tells pages of one template apart.
        """
        async with self._looking:
            if monotonic() >= self._fresh_until:
                await self._look()
            kept = (name, *key)
            if kept not in self._rendered:
                while len(self._rendered) >= MOST_KEPT:
                    self._rendered.pop(next(iter(self._rendered)))
                self._rendered[kept] = self._render(name, values)
            return self._rendered[kept]

    async def _look(self) -> None:
        """Forget what was rendered from files that changed since."""
        self._fresh_until = monotonic() + FRESH_SECONDS
        version, found = await files.version(), stamps(TEMPLATES)
        bundle = await files.bundle()
        if (version, found, bundle) != (self._version, self._stamps, self._bundle):
            self._version, self._stamps, self._bundle = version, found, bundle
            self._rendered.clear()
            self.early = environment().get_template(EARLY).render().encode()

    def _render(self, name: str, values: Mapping[str, Any]) -> Encoded:
        """Render a page.

        ``static`` is where its files are. Of ``scripts`` the last is run; the others are asked for
        with it, and so are ``fonts``. ``opening`` is where the first experiment is,
        ``catalog`` where the catalog.
        """
        template = environment().get_template(name)
        static = f"/static/{self._version}"
        text = template.render(
            version=VERSION,
            static=static,
            opening=f"/opening/{results_version()}",
            catalog=f"/catalog?v={catalog_version()}",
            **_assets(static, self._bundle),
            **values,
        )
        return Encoded.of(text.encode(), HTML)


def _assets(static: str, bundle: Bundle | None) -> dict[str, list[str]]:
    """Return the addresses of the page's scripts, style sheets and fonts."""
    if bundle is None:
        scripts, sheets, fonts = files.scripts, files.sheets, [FONT]
    else:
        static = "/static/bundle"
        scripts, sheets = [*bundle.imports, bundle.script], [bundle.style]
        fonts = list(bundle.fonts)
    named = {"scripts": scripts, "sheets": sheets, "fonts": fonts}
    return {kind: [f"{static}/{name}" for name in names] for kind, names in named.items()}


pages: Final = Pages()


@router.get("/")
async def playground(request: Request) -> Response:
    """Return the playground, or the form of it that may stand inside another page."""
    settings = request.app.state.settings
    if request.query_params.get(EMBED) == "1":
        name, ancestors = "embed.html", settings.embed_ancestors
    else:
        name, ancestors = "playground.html", settings.frame_ancestors
    page = await pages.get(name)
    return page.answer(request, policy(ancestors, pages.early))


@router.get("/check")
async def check(request: Request) -> Response:
    """Return the page that reads a weight file."""
    return (await pages.get("check.html")).answer(request)


@router.get("/answers")
async def answers(request: Request) -> Response:
    """Return the list of all questions that have a page."""
    made, base = await asyncio.to_thread(_answers), str(request.base_url)
    values = {"base": base, "groups": made.index()}
    return (await pages.get("answers.html", (base,), values)).answer(request)


@router.get("/answers/{name}")
async def answer(name: str, request: Request) -> Response:
    """Return the page of one question."""
    made, base = await asyncio.to_thread(_answers), str(request.base_url)
    page = made.pages().get(name)
    if page is None:
        raise HTTPException(404, f"There is no answer {name!r}; /answers lists all there are.")
    return (await pages.get("answer.html", (name, base), {"base": base, "page": page})).answer(
        request
    )


def _answers() -> Any:
    """Return the module that makes them, with all of them made."""
    # Here, because the server can start without the engine that the answers are measured with.
    made = load("app.answers.page")
    made.pages()
    return made


@router.get("/docs")
async def documentation(request: Request) -> Response:
    """Return Swagger UI, with its scripts from here."""
    return (await pages.get("docs.html")).answer(request)
