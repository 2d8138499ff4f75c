"""How this server is set up: what an operator may change, read from the environment."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from app.environment import PREFIX, from_environment

PACKAGE: Final = Path(__file__).resolve().parent
#: In a checkout static/ and templates/ stand beside the package, in a wheel inside it.
ASSETS: Final = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
STATIC: Final = ASSETS / "static"
TEMPLATES: Final = ASSETS / "templates"


def usable_cores() -> int:
    """Give the number of cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """One server's set-up; every field is an environment variable, ``UNCLONE_`` + its name.

    ``workers`` is the number of processes that compute, beside the one kept for short
    experiments. ``frame_ancestors`` is the Content-Security-Policy source list of the pages that
    may embed this one. ``cors_origins`` are the origins whose scripts may call the API. Results
    are kept in memory up to ``cache_bytes``, and for ``cache_seconds`` by clients and proxies.
    """

    workers: int = field(default_factory=usable_cores)
    frame_ancestors: str = "'none'"
    cors_origins: tuple[str, ...] = ()
    cache_bytes: int = 64 * 2**20
    cache_seconds: int = 3600

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings of this process's environment; raise SettingError in words."""
        return from_environment(cls, PREFIX)
