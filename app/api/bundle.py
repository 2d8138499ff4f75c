"""The page's modules and style sheets as one file each, where ``deploy/bundle.sh`` made them.

They are served as long as they were made from the very files that stand below ``static``; if not,
the page names those, and the log says why.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self

from app.web.encoding import Encoded
from app.web.media_types import media_type_of

log = logging.getLogger(__name__)

MANIFEST: Final = "manifest.json"
#: The endings of compressed files and the encodings that they hold, the smallest first.
_ENCODINGS: Final = {".br": "br", ".gz": "gzip"}
#: What stands in a name for the contents.
_HASH: Final = re.compile(r"-[A-Z0-9]{8}(?=\.)")


class BrokenBundleError(Exception):
    """A bundle is not what its manifest says; the message says where."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made of which sources.

    ``sources`` is the version of ``static`` that it was made from. ``script`` is what the page
    runs, ``imports`` what that imports before, ``style`` the style sheet, ``fonts`` what the style
    sheet names; all are names in ``files``.
    """

    sources: str
    script: str
    imports: tuple[str, ...]
    style: str
    fonts: tuple[str, ...]
    files: Mapping[str, Encoded]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a bundle.

        Raises:
            BrokenBundleError: a file is missing, or another than the manifest says.
        """
        try:
            made: dict[str, Any] = json.loads(folder.joinpath(MANIFEST).read_bytes())
            found = {name: _read(folder / name, digest) for name, digest in made["files"].items()}
            bundle = cls(
                made["sources"],
                made["script"],
                tuple(made["imports"]),
                made["style"],
                tuple(made["fonts"]),
                MappingProxyType(dict(_encoded(found))),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BrokenBundleError(f"{type(error).__name__}: {error}") from error
        named = {bundle.script, *bundle.imports, bundle.style, *bundle.fonts}
        if missing := named - set(bundle.files):
            raise BrokenBundleError(f"the manifest lists no file {min(missing)}")
        return bundle

    def get(self, name: str) -> tuple[Encoded | None, bool]:
        """Return a file, and whether it is the very one that was named.

        Another bundle's, asked for while a newer one is rolled out, is the one of that name here.
        """
        if name in self.files:
            return self.files[name], True
        stem = _HASH.sub("", name)
        alike = [file for other, file in self.files.items() if _HASH.sub("", other) == stem]
        return (alike[0] if len(alike) == 1 else None), False


class BundleFolder:
    """The folder that a bundle may be put into, also while the server runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[int, int] | None = None
        self._said = ""
        #: What was read last; its files are given also once the page no longer names them.
        self.last: Bundle | None = None

    def made_of(self, sources: str) -> Bundle | None:
        """Return the bundle if it was made of these sources; say in the log why not."""
        stamp = _stamp(self._folder / MANIFEST)
        if stamp is None:
            self._stamp = self.last = None
            return None
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self.last = Bundle.read(self._folder)
            except BrokenBundleError as error:
                self.last = None
                self._say(f"The bundle is broken ({error}), so the page loads its modules.")
        if self.last is None:
            return None
        if self.last.sources == sources:
            return self.last
        self._say(
            f"The bundle was made of other sources ({self.last.sources}, not {sources}), "
            "so the page loads its modules. To make it anew: bash deploy/bundle.sh"
        )
        return None

    def _say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            log.warning(text)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _read(path: Path, digest: str) -> bytes:
    body = path.read_bytes()
    if sha256(body).hexdigest() != digest:
        raise ValueError(f"{path.name} is not what was made")
    return body


def _encoded(found: Mapping[str, bytes]) -> list[tuple[str, Encoded]]:
    """Return each file with those that hold it compressed."""
    files = []
    for name, body in found.items():
        if name.endswith(tuple(_ENCODINGS)):
            continue
        made = {
            encoding: found[name + ending]
            for ending, encoding in _ENCODINGS.items()
            if name + ending in found
        }
        files.append((name, Encoded.of(body, media_type_of(name), made or None)))
    return files
