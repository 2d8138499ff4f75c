"""nginx finds replicas that came after it, and forgets those that went."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path

import httpx
import pytest
import yaml

from tests.conftest import ROOT, ServerProcess
from tests.deploy.site import (
    CONFIGURATION,
    RESOLVES,
    find_nginx,
    running_nginx,
    version_of,
    wait_for,
)


class NameServer:
    """Answers every question with the same addresses, for one second."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            asked, who = self._socket.recvfrom(512)
            if not asked:
                return
            # The question as it came (its name refers to nothing), then an A record for each.
            identity, question = asked[:2], asked[12:]
            head = struct.pack(">HHHHH", 0x8180, 1, len(self.addresses), 0, 0)
            answers = b"".join(
                struct.pack(">HHHIH", 0xC00C, 1, 1, 1, 4) + IPv4Address(address).packed
                for address in self.addresses
            )
            self._socket.sendto(identity + head + question + answers, who)

    def close(self) -> None:
        """End the thread, then the socket."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(timeout=10)
        self._socket.close()


@contextmanager
def named(server: NameServer) -> Iterator[NameServer]:
    try:
        yield server
    finally:
        server.close()


def test_the_image_takes_what_the_configuration_uses() -> None:
    assert "server unclone:8000 resolve " in CONFIGURATION
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    version = compose["services"]["nginx"]["image"].removeprefix("nginx:").partition("-")[0]
    assert tuple(map(int, version.split("."))) >= RESOLVES[:2]


def test_a_replica_that_takes_anothers_place_is_found(tmp_path: Path) -> None:
    if version_of(find_nginx()) < RESOLVES:
        pytest.skip("this nginx resolves names only at its start; 1.27.3 is the first that goes on")
    with named(NameServer()) as names:
        first = ServerProcess("--workers", "1", "--host", "127.0.0.2")
        port = first.url.rpartition(":")[2]
        names.addresses = ["127.0.0.2"]
        changes = (
            ("unclone:8000", f"unclone:{port}"),
            ("127.0.0.11 valid=5s", f"127.0.0.1:{names.port} valid=1s"),
        )
        with running_nginx(tmp_path, *changes) as url:
            try:
                wait_for(f"{url}/health")
            finally:
                first.stop()
            assert httpx.get(f"{url}/health").status_code == 502
            second = ServerProcess("--workers", "1", "--host", "127.0.0.3", "--port", port)
            try:
                names.addresses = ["127.0.0.3"]
                wait_for(f"{url}/health")
            finally:
                second.stop()
