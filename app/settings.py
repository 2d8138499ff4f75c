"""How this server is set up: what an operator may change, read from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Final, Self

from app.environment import PREFIX, SettingError, from_environment

PACKAGE: Final = Path(__file__).resolve().parent
#: In a checkout static/ and templates/ stand beside the package, in a wheel inside it.
ASSETS: Final = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
STATIC: Final = ASSETS / "static"
TEMPLATES: Final = ASSETS / "templates"
#: Where deploy/bundle.sh puts what it makes of the page's files.
BUNDLE: Final = PACKAGE / "bundle"
#: What the setting says for that folder, and for none.
OWN_BUNDLE: Final = "auto"
NO_BUNDLE: Final = "none"
LOG_LEVELS: Final = ("debug", "info", "warning", "error")

#: uvicorn's variable, known to those who have run it elsewhere.
PROXIES: Final = "FORWARDED_ALLOW_IPS"
_LOOPBACK: Final = "127.0.0.1,::1"


def usable_cores() -> int:
    """Return the number of cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """One server's set-up; every field is an environment variable, ``UNCLONE_`` + its name.

    ``workers`` is the number of processes that compute, beside the one kept for short
    experiments. ``frame_ancestors`` is the Content-Security-Policy source list of the pages that
    may embed this one, ``embed_ancestors`` that of those that may embed the form made for it.
    ``cors_origins`` are the origins whose scripts may call the API. Results are kept in memory up
    to ``cache_bytes``, and for ``cache_seconds`` by clients and proxies. ``bundle`` is the folder
    of what was made of the page's files, served if it was made of those that are there; "auto" is
    the program's own, "none" has the page load its modules one by one.
    ``log_level`` is the least that is logged: at "info" every request that a page does not make by
    itself, at "debug" every one.
    """

    workers: int = field(default_factory=usable_cores)
    frame_ancestors: str = "'none'"
    embed_ancestors: str = "*"
    cors_origins: tuple[str, ...] = ()
    cache_bytes: int = 64 * 2**20
    cache_seconds: int = 3600
    log_level: str = "info"
    bundle: str = OWN_BUNDLE

    def __post_init__(self) -> None:
        """Refuse a level that does not exist."""
        if self.log_level not in LOG_LEVELS:
            allowed = ", ".join(LOG_LEVELS)
            message = f"{PREFIX}LOG_LEVEL is {self.log_level!r}; allowed: one of {allowed}"
            raise SettingError(message)

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings of this process's environment; raise SettingError in words."""
        return from_environment(cls, PREFIX)


def trusted_proxies(environment: Mapping[str, str] | None = None) -> list[str]:
    """Return the proxies that are believed what address their clients have: FORWARDED_ALLOW_IPS.

    Addresses and networks, separated by commas; by default those on the same machine. Whoever is
    believed chooses the address by which a client's share of the workers is counted, so not
    everybody can be.

    Raises:
        SettingError: one is no address, or stands for all addresses.
    """
    source = os.environ if environment is None else environment
    proxies = [part.strip() for part in (source.get(PROXIES, "").strip() or _LOOPBACK).split(",")]
    for proxy in proxies:
        try:
            everybody = ip_network(proxy, strict=False).prefixlen == 0
        except ValueError:
            everybody = True
        if everybody:
            message = (
                f"{PROXIES} is {source[PROXIES]!r}; allowed: the addresses or networks of your "
                "proxies, separated by commas, such as 10.0.0.0/8"
            )
            raise SettingError(message)
    return proxies
