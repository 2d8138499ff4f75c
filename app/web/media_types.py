"""What kind of file a name says it is."""

import mimetypes
from pathlib import PurePath
from typing import Final

#: What the operating system's table may lack, or have otherwise.
_MEDIA_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".woff2": "font/woff2",
}


def media_type_of(name: str) -> str:
    """Return the media type of a file by the ending of its name."""
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _MEDIA_TYPES.get(PurePath(name).suffix, guessed)
