"""deploy/nginx.conf in a real nginx, before real replicas."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.conftest import ROOT, ServerProcess, lacking

CONFIGURATION = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
#: The first nginx that takes `resolve` for one of its upstream's servers.
RESOLVES = (1, 27, 3)


@dataclass
class Site:
    """nginx and the replicas behind it."""

    url: str
    replicas: list[ServerProcess]
    folder: Path

    @property
    def errors(self) -> str:
        """Give what nginx has logged."""
        return (self.folder / "error.log").read_text(encoding="utf-8")

    def replica_log(self) -> str:
        """Give what the replicas have logged."""
        return (self.folder / "replicas.log").read_text(encoding="utf-8")


def find_nginx() -> str:
    """Give nginx's path, or skip the test. Debian keeps it where only root looks."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if nginx is None:
        lacking("nginx", "install Debian's nginx-light")
    return nginx


def version_of(nginx: str) -> tuple[int, ...]:
    """Give nginx's version."""
    told = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"nginx/([\d.]+)", told)
    assert found is not None
    return tuple(map(int, found.group(1).split(".")))


def write_configuration(folder: Path, changes: Sequence[tuple[str, str]]) -> Path:
    """Write the deployed configuration, with these changes, into a whole one."""
    site = CONFIGURATION
    for written, here in (("/var/cache/nginx/unclone", str(folder / "cache")), *changes):
        assert written in site, written
        site = site.replace(written, here)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    # Started by root, nginx would give its workers to a user who may not read this folder.
    user = "user root root; " if os.geteuid() == 0 else ""
    main.write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;"
        f"events {{}} http {{ access_log off; {temporary} include {folder}/site.conf; }}",
        encoding="utf-8",
    )
    return main


@contextmanager
def running_nginx(folder: Path, *changes: tuple[str, str]) -> Iterator[str]:
    """Run nginx on a port of the loopback; give its address."""
    nginx = find_nginx()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        main = write_configuration(
            folder, [("listen 8080;", f"listen 127.0.0.1:{port};"), *changes]
        )
        # Handed over as nginx hands its sockets to a newer nginx: nobody else can take the port.
        process = subprocess.Popen(
            [nginx, "-c", str(main)],
            pass_fds=[listener.fileno()],
            env={**os.environ, "NGINX": f"{listener.fileno()};"},
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def running_site(folder: Path, *changes: tuple[str, str]) -> Iterator[Site]:
    """Run two replicas, and nginx before them."""
    with ExitStack() as stack:
        log = stack.enter_context((folder / "replicas.log").open("wb"))
        replicas = []
        for _ in range(2):
            replica = ServerProcess("--workers", "1", stderr=log)
            stack.callback(replica.stop)
            replicas.append(replica)
        url = stack.enter_context(running_nginx(folder, to_replicas(replicas), *changes))
        for address in (*(f"{replica.url}/ready" for replica in replicas), f"{url}/health"):
            wait_for(address)
        yield Site(url, replicas, folder)


def to_replicas(replicas: Sequence[ServerProcess]) -> tuple[str, str]:
    """Give the change that names replicas by their addresses, where no name server knows them."""
    named = re.search(r"server unclone:8000 resolve (.*;)\n.*\n.*resolver .*;", CONFIGURATION)
    assert named is not None
    places = [replica.url.removeprefix("http://") for replica in replicas]
    return named.group(), " ".join(f"server {place} {named.group(1)}" for place in places)


def wait_for(url: str) -> None:
    """Wait until an address answers with 200."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
