"""The page's files, served from memory.

Only files found below the folder are served, looked up by name, so no path can lead elsewhere. A
file that changed on the disk is read again.
"""

import asyncio
import mimetypes
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from app.api.stored import Stored
from app.settings import STATIC

#: What the operating system's table may lack, or have otherwise.
_MEDIA_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".woff2": "font/woff2",
}

Stamp = tuple[int, int]


class Assets:
    """The files below a folder, each read once per change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[Stamp, Stored]] = {}

    async def get(self, name: str) -> Stored | None:
        """Give a file by its path below the folder, with slashes; None if there is none."""
        parts = name.split("/")
        if any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
            return None
        path = self._folder.joinpath(*parts)
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            kept = self._kept.get(name)
            if kept is None or kept[0] != stamp:
                # Reading and compressing the largest takes some 50 ms.
                stored = await asyncio.to_thread(_read, path)
                kept = self._kept[name] = (stamp, stored)
        except (OSError, ValueError):
            return None
        return kept[1]


def _read(path: Path) -> Stored:
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Stored.of(path.read_bytes(), _MEDIA_TYPES.get(path.suffix, guessed))


router = APIRouter(include_in_schema=False)
assets: Final = Assets(STATIC)


@router.api_route("/static/{name:path}", methods=["GET", "HEAD"])
async def static_file(name: str, request: Request) -> Response:
    """Give one of the page's files."""
    stored = await assets.get(name)
    if stored is None:
        raise HTTPException(404, "There is no such file.")
    return stored.answer(request)
