"""deploy/nginx.conf in a real nginx, before two real replicas."""

import json
import re
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, ServerProcess, lacking

CONFIGURATION = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
#: What the configuration names that a test must have otherwise.
LISTEN = "listen 8080;"
REPLICAS = "server unclone:8000 max_fails=0;"
CACHE = "/var/cache/nginx/unclone"

CLONES = {"runs": [{"initializer": "ones"}, {}], "epochs": 20}
#: About half a second of computing.
LONG = {"epochs": 2000, "hidden_layers": [32, 32], "record": {"epochs": list(range(0, 2001, 20))}}


@dataclass
class Site:
    """nginx and the replicas behind it."""

    url: str
    replicas: list[ServerProcess]


def free_port() -> int:
    """Give a port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def configure(folder: Path, port: int, replicas: list[ServerProcess]) -> Path:
    """Write the deployed configuration with this test's addresses into a whole one."""
    site = CONFIGURATION
    upstream = " ".join(
        f"server {replica.url.removeprefix('http://')} max_fails=0;" for replica in replicas
    )
    for written, here in (
        (LISTEN, f"listen 127.0.0.1:{port};"),
        (REPLICAS, upstream),
        (CACHE, str(folder / "cache")),
    ):
        assert written in site
        site = site.replace(written, here)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;"
        f"events {{}} http {{ access_log off; {temporary} include {folder}/site.conf; }}",
        encoding="utf-8",
    )
    return main


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        lacking("nginx", "install Debian's nginx-light")
    # Workers of nginx run as another user.
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    replicas = [ServerProcess("--workers", "1") for _ in range(2)]
    port = free_port()
    process = subprocess.Popen([nginx, "-c", str(configure(tmp_path, port, replicas))])
    url = f"http://127.0.0.1:{port}"
    try:
        for replica in replicas:
            wait_for(f"{replica.url}/ready")
        wait_for(f"{url}/health")
        yield Site(url, replicas)
    finally:
        process.terminate()
        process.wait(timeout=10)
        for replica in replicas:
            replica.stop()


def wait_for(url: str) -> None:
    """Wait until an address answers with 200."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def results(text: str) -> list[str]:
    """Give the lines of a stream that hold results: all but the last, which holds the time."""
    return text.splitlines()[:-1]


def test_every_replica_gives_the_same_bytes(site: Site) -> None:
    direct = [
        httpx.post(f"{replica.url}/simulate/stream", json=CLONES).text for replica in site.replicas
    ]
    through = httpx.post(f"{site.url}/simulate/stream", json=CLONES).text
    assert results(direct[0]) == results(direct[1]) == results(through)
    assert len(results(through)) > 5


def test_an_answer_of_get_simulate_is_kept_and_one_of_post_is_not(site: Site) -> None:
    address = f"{site.url}/simulate?epochs=20&activation=relu"
    first, second = httpx.get(address), httpx.get(address)
    assert first.status_code == 200
    assert [first.headers["x-cache"], second.headers["x-cache"]] == ["MISS", "HIT"]
    assert first.content == second.content
    posted = [httpx.post(f"{site.url}/simulate", json={"epochs": 20}) for _ in range(2)]
    assert "HIT" not in [answer.headers.get("x-cache") for answer in posted]


def test_the_pages_files_are_kept_and_the_page_is_not(site: Site) -> None:
    page = httpx.get(site.url)
    (script,) = re.findall(r'<script type="module" src="([^"]+)"', page.text)
    # Twice, because the second may come from the other replica, which never gave the page.
    answers = [httpx.get(site.url + script) for _ in range(2)]
    assert [answer.headers["x-cache"] for answer in answers] == ["MISS", "HIT"]
    direct = [httpx.get(replica.url + script) for replica in site.replicas]
    assert len({answer.content for answer in (*answers, *direct)}) == 1
    assert all("immutable" in answer.headers["cache-control"] for answer in (*answers, *direct))
    assert "x-cache" not in httpx.get(site.url).headers


def test_a_refusal_is_not_kept(site: Site) -> None:
    answers = [httpx.get(f"{site.url}/simulate?epochs=-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "HIT" not in [answer.headers.get("x-cache") for answer in answers]


def test_events_pass_through_while_the_experiment_computes(site: Site) -> None:
    with httpx.stream("POST", f"{site.url}/simulate/stream", json=LONG, timeout=60) as answer:
        arrivals = [time.monotonic() for _ in answer.iter_lines()]
    assert len(arrivals) > 50
    # Held back by a buffer they would come in a few bursts at the end.
    assert arrivals[-1] - arrivals[1] > 0.5 * (arrivals[-1] - arrivals[0])
    assert arrivals[-1] - arrivals[1] > 0.1


def test_a_killed_replica_loses_nothing_but_what_it_was_computing(site: Site) -> None:
    with httpx.Client(timeout=60) as client:
        with client.stream("POST", f"{site.url}/simulate/stream", json=LONG) as first:
            lines = first.iter_lines()
            assert json.loads(next(lines))["kind"] == "started"
            site.replicas[0].process.send_signal(signal.SIGKILL)
            site.replicas[0].process.wait()
            outcomes = Counter(
                client.post(f"{site.url}/simulate", json={**CLONES, "seed": seed}).status_code
                for seed in range(20)
            )
        assert outcomes == {200: 20}


def test_the_metrics_stay_inside(site: Site) -> None:
    assert httpx.get(f"{site.url}/metrics").status_code == 404
