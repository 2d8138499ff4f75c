"""The page's files, served from memory.

A file that changed on the disk is read again.

The page names its files with a version, a folder that is made from the contents of all of them:
what stands there never changes, so that no browser asks for any of some hundred files again. Within
a file others are named relatively, and so have the same version.
"""

import asyncio
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.bundle import Bundle, BundleFolder
from app.settings import BUNDLE, NO_BUNDLE, OWN_BUNDLE, STATIC
from app.web.encoding import IMMUTABLE, REVALIDATE, Encoded
from app.web.media_types import media_type_of

#: The page's first module, and the style sheet that names all others.
MAIN: Final = "js/main.js"
SHEET: Final = "css/page.css"
#: The modules of other pages, which these ask for themselves.
ELSEWHERE: Final = ("js/check/", "js/answers/")

_SHEETS: Final = re.compile(r'^@import "([^"]+)";', re.MULTILINE)

_PREFIX: Final = "/static/"
#: In place of a version: what was made of the others, each named by its contents.
_BUNDLE: Final = "bundle"
_LASTING: Final = ("/static/v", f"/static/{_BUNDLE}/")
_VERSION: Final = re.compile(r"v[0-9a-f]{16}")

Stamp = tuple[int, int]


class PageFiles(StaticFiles):
    """The files below a folder, each read and compressed once per change.

    The framework finds a name's file, and nothing outside of the folder; memory, both encodings
    and versions are added here.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self._folder = folder.resolve()
        self._bundle: BundleFolder | None = None
        self._kept: dict[str, tuple[Stamp, Encoded]] = {}
        self._stamps: dict[str, Stamp] = {}
        self._reading: dict[tuple[Path, Stamp], asyncio.Future[Encoded]] = {}
        self._version = ""
        self._making = asyncio.Lock()

    @property
    def scripts(self) -> list[str]:
        """The paths below the folder of the playground's modules, the first one last.

        Found one in another, they would come in as many rounds as they are deep, so the page asks
        for all at once.
        """
        modules = (name for name in self.names if name.startswith("js/"))
        return [
            *(name for name in modules if name != MAIN and not name.startswith(ELSEWHERE)),
            MAIN,
        ]

    @property
    def sheets(self) -> list[str]:
        """The paths below the folder of the page's style sheets, in their order."""
        text = self._folder.joinpath(SHEET).read_text(encoding="utf-8")
        return [f"css/{name}" for name in _SHEETS.findall(text)]

    @property
    def names(self) -> list[str]:
        """The paths below the folder that the version was last made from."""
        return sorted(self._stamps)

    async def version(self) -> str:
        """Return the name of the contents of all files, the same on every machine."""
        found = stamps(self._folder)
        async with self._making:
            if found != self._stamps or not self._version:
                self._version = await asyncio.to_thread(_version_of, self._folder, sorted(found))
                self._stamps = found
        return self._version

    def take_bundle_from(self, folder: str) -> None:
        """Take what was made of the files from a folder, as the setting names it."""
        path = BUNDLE if folder == OWN_BUNDLE else Path(folder)
        self._bundle = None if folder == NO_BUNDLE else BundleFolder(path)

    async def bundle(self) -> Bundle | None:
        """Return what was made of the files as they are now, if it is there."""
        version, folder = await self.version(), self._bundle
        return None if folder is None else await asyncio.to_thread(folder.made_of, version)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the response of a file by its path below the folder; raise HTTPException."""
        encoded, kept = await self.versioned(path)
        if encoded is None:
            raise HTTPException(404, "There is no such file.")
        return encoded.answer(Request(scope), {"cache-control": kept})

    async def versioned(self, name: str) -> tuple[Encoded | None, str]:
        """Return a file by a path that may begin with a version, and how long it may be kept.

        Another version, asked for while a newer one is rolled out, gets what is there now.
        """
        version, _, rest = name.partition("/")
        if version == _BUNDLE:
            return await self._bundled(rest)
        if not _VERSION.fullmatch(version):
            return await self.get(name), REVALIDATE
        if not self._version:
            # The page came from another replica.
            await self.version()
        encoded = await self.get(rest)
        # A file that changed since the version was made is not the one that was named.
        named = version == self._version and self._kept.get(rest, (None,))[0] == self._stamps.get(
            rest
        )
        return encoded, IMMUTABLE if named else REVALIDATE

    async def _bundled(self, name: str) -> tuple[Encoded | None, str]:
        if self._bundle is not None and self._bundle.last is None:
            # The page came from another replica.
            await self.bundle()
        if self._bundle is None or self._bundle.last is None:
            return None, REVALIDATE
        encoded, named = self._bundle.last.get(name)
        return encoded, IMMUTABLE if named else REVALIDATE

    async def get(self, name: str) -> Encoded | None:
        """Return a file by its path below the folder, with slashes; None if there is none."""
        try:
            path = self._path_of(name)
            stamp = _stamp(path)
            kept = self._kept.get(name)
            if kept is None or kept[0] != stamp:
                kept = self._kept[name] = (stamp, await self._read(path, stamp))
        except (OSError, ValueError):
            return None
        return kept[1]

    def _path_of(self, name: str) -> Path:
        """Return a file's path; raise OSError or ValueError where the folder has none."""
        path = self._folder / name
        # A kept name was looked up before, which takes longer than all the rest.
        if name not in self._kept and self.lookup_path(name)[0] != os.fspath(path):
            # No file, or one by a second name, of which there may be as many as one likes.
            raise FileNotFoundError(name)
        return path

    async def _read(self, path: Path, stamp: Stamp) -> Encoded:
        """Read and compress a file, which takes up to 50 ms, once for all requests that wait."""
        key = (path, stamp)
        reading = self._reading.get(key)
        if reading is None:
            reading = asyncio.ensure_future(asyncio.to_thread(_read, path))
            self._reading[key] = reading
            reading.add_done_callback(lambda _: self._reading.pop(key, None))
        # It goes on when the first request that waits is cancelled.
        return await asyncio.shield(reading)


def stamps(folder: Path) -> dict[str, Stamp]:
    """Return what tells whether the files below a folder changed, by their paths below it."""
    return {
        path.relative_to(folder).as_posix(): _stamp(path)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _version_of(folder: Path, names: list[str]) -> str:
    """Return the version of a folder's files."""
    digest = sha256()
    for name in names:
        digest.update(f"{name}\n".encode())
        digest.update(sha256(folder.joinpath(name).read_bytes()).digest())
    return f"v{digest.hexdigest()[:16]}"


def _read(path: Path) -> Encoded:
    return Encoded.of(path.read_bytes(), media_type_of(path.name))


router = APIRouter(include_in_schema=False)
files: Final = PageFiles(STATIC)


class VersionedFirst:
    """Middleware that answers for the page's versioned files before anything else is looked at.

    A class that opens the page asks for some thirty thousand of them at once; on the way through
    all routes and their machinery each would take three times as long.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the file, or pass the request on."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            path: str = scope["path"]
            if path.startswith(_LASTING):
                encoded, kept = await files.versioned(path.removeprefix(_PREFIX))
                if encoded is not None:
                    answer = encoded.answer(Request(scope), {"cache-control": kept})
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)


@router.get("/static/{name:path}")
async def static_file(name: str, request: Request) -> Response:
    """Return one of the page's files."""
    return await files.get_response(name, request.scope)
