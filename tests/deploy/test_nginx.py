"""What nginx adds in front of replicas: keeping, spreading, passing on, and its own refusals."""

import json
import re
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.deploy.site import Site, running_site, wait_for

CLONES = {"runs": [{"initializer": "ones"}, {}], "epochs": 20}
#: About half a second of computing.
LONG = {"epochs": 2000, "hidden_layers": [32, 32], "record": {"epochs": list(range(0, 2001, 20))}}
#: Long enough to be found at it.
LONGER = {**LONG, "epochs": 5000, "hidden_layers": [64, 64, 64]}
#: Header fields of a refusal that depend on where and when, not on what.
PASSING = {"server", "date", "connection", "content-length", "content-type"}


#: Seconds after which an answer will not come any more, on the busiest machine.
PATIENCE = 60.0
get = partial(httpx.get, timeout=PATIENCE)
post = partial(httpx.post, timeout=PATIENCE)
stream = partial(httpx.stream, timeout=PATIENCE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


def results(text: str) -> list[str]:
    """Give the lines of a stream that hold results: all but the last, which holds the time."""
    return text.splitlines()[:-1]


def test_every_replica_gives_the_same_bytes(site: Site) -> None:
    direct = [post(f"{replica.url}/simulate/stream", json=CLONES).text for replica in site.replicas]
    through = post(f"{site.url}/simulate/stream", json=CLONES).text
    assert results(direct[0]) == results(direct[1]) == results(through)
    assert len(results(through)) > 5


def test_an_answer_of_get_simulate_is_kept_and_one_of_post_is_not(site: Site) -> None:
    address = f"{site.url}/simulate?epochs=20&activation=relu"
    first, second = get(address), get(address)
    assert first.status_code == 200
    assert [first.headers["x-cache"], second.headers["x-cache"]] == ["MISS", "HIT"]
    assert first.content == second.content
    posted = [post(f"{site.url}/simulate", json={"epochs": 20}) for _ in range(2)]
    assert "HIT" not in [answer.headers.get("x-cache") for answer in posted]


def test_the_pages_files_are_kept_and_the_page_is_not(site: Site) -> None:
    page = get(site.url)
    (script,) = re.findall(r'<script type="module" src="([^"]+)"', page.text)
    # Twice, because the second may come from the other replica, which never gave the page.
    answers = [get(site.url + script) for _ in range(2)]
    assert [answer.headers["x-cache"] for answer in answers] == ["MISS", "HIT"]
    direct = [get(replica.url + script) for replica in site.replicas]
    assert len({answer.content for answer in (*answers, *direct)}) == 1
    assert all("immutable" in answer.headers["cache-control"] for answer in (*answers, *direct))
    assert "x-cache" not in get(site.url).headers


def test_a_refusal_is_not_kept(site: Site) -> None:
    answers = [get(f"{site.url}/simulate?epochs=-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "HIT" not in [answer.headers.get("x-cache") for answer in answers]


def test_events_pass_through_while_the_experiment_computes(site: Site) -> None:
    with stream("POST", f"{site.url}/simulate/stream", json=LONG) as answer:
        arrivals = [time.monotonic() for _ in answer.iter_lines()]
    assert len(arrivals) > 50
    # Held back by a buffer they would come in a few bursts at the end.
    assert arrivals[-1] - arrivals[1] > 0.5 * (arrivals[-1] - arrivals[0])
    assert arrivals[-1] - arrivals[1] > 0.1


def test_a_killed_replica_loses_nothing_but_what_it_was_computing(tmp_path: Path) -> None:
    with running_site(tmp_path) as site, httpx.Client(timeout=PATIENCE) as client:
        with client.stream("POST", f"{site.url}/simulate/stream", json=LONGER) as first:
            lines = first.iter_lines()
            assert json.loads(next(lines))["kind"] == "started"
            (computing,) = [
                replica
                for replica in site.replicas
                if "\nunclone_running 1.0" in get(f"{replica.url}/metrics").text
            ]
            computing.process.send_signal(signal.SIGKILL)
            computing.process.wait()
            outcomes = Counter(
                client.post(f"{site.url}/simulate", json={**CLONES, "seed": seed}).status_code
                for seed in range(20)
            )
        assert outcomes == {200: 20}


def timed_out(site: Site) -> int:
    """Count the requests that nginx has given up on at a replica."""
    return site.errors.count("upstream timed out")


def test_a_replica_that_hangs_costs_one_request_a_delay_and_no_request_its_answer(
    tmp_path: Path,
) -> None:
    soon, late = ("proxy_read_timeout 5s;", "proxy_read_timeout 3s;"), ("=10s", "=600s")
    with running_site(tmp_path, soon, late) as site:
        site.replicas[0].process.send_signal(signal.SIGSTOP)
        try:
            opened = [get(f"{site.url}/catalog") for _ in range(6)]
            ran = [post(f"{site.url}/simulate", json={**CLONES, "seed": seed}) for seed in range(6)]
        finally:
            site.replicas[0].process.send_signal(signal.SIGCONT)
        assert {answer.status_code for answer in (*opened, *ran)} == {200}
        assert timed_out(site) == 1


def test_a_replica_that_hung_is_asked_again_once_it_answers(tmp_path: Path) -> None:
    soon, early = ("proxy_read_timeout 5s;", "proxy_read_timeout 3s;"), ("=10s", "=1s")
    with running_site(tmp_path, soon, early) as site:
        hung = site.replicas[0]
        hung.process.send_signal(signal.SIGSTOP)
        for _ in range(4):
            assert get(f"{site.url}/catalog").status_code == 200
        hung.process.send_signal(signal.SIGCONT)
        assert timed_out(site) >= 1
        wait_for(f"{hung.url}/ready")
        before = asked_for_catalog(hung.url)
        deadline = time.monotonic() + PATIENCE
        while asked_for_catalog(hung.url) == before:
            assert time.monotonic() < deadline
            assert get(f"{site.url}/catalog").status_code == 200


def asked_for_catalog(url: str) -> str:
    """Give a replica's own count of answers to GET /catalog."""
    told = get(f"{url}/metrics").text
    return "".join(re.findall(r"^unclone_requests_total\{.*/catalog.*$", told, re.MULTILINE))


def test_headers_as_long_as_the_server_takes_reach_it(site: Site) -> None:
    for size, status in ((30_000, 200), (33_000, 431)):
        long = {"x-long": "y" * size}
        assert get(f"{site.url}/health", headers=long).status_code == status
        # The server's own words, whoever says them.
        if status == 431:
            direct = get(f"{site.replicas[0].url}/health", headers=long)
            assert get(f"{site.url}/health", headers=long).json() == direct.json()
    assert get(f"{site.url}/health?x={'y' * 30_000}").status_code == 200


def test_an_answer_with_a_long_address_is_kept_too(site: Site) -> None:
    weights = [[[(row + 1) / 1024 / (column + 3) for column in range(64)] for row in range(2)]]
    weights += [[[1 / (row + 7)] for row in range(64)]]
    initializer = json.dumps({"name": "explicit", "weights": weights})
    query = {"epochs": "2", "hidden_layers": "[64]", "initializer": initializer}
    answers = [get(f"{site.url}/simulate", params=query) for _ in range(2)]
    assert len(str(answers[0].url)) > 4_096
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers["x-cache"] for answer in answers] == ["MISS", "HIT"]


def raw(url: str, request: bytes) -> httpx.Response:
    """Send bytes that no client library would send; give the answer."""
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    status, *fields = head.decode().split("\r\n")
    headers = [(name, value) for name, _, value in (field.partition(": ") for field in fields)]
    return httpx.Response(int(status.split()[1]), headers=headers, content=body)


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, b"nonsense\r\n\r\n"),
        (404, b"GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
        (404, b"GET /refused HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
        (413, b"POST /simulate HTTP/1.1\r\nhost: a\r\ncontent-length: 3000000\r\n\r\n"),
        (431, b"GET /" + b"y" * 40_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n"),
        (431, b"GET / HTTP/1.1\r\nhost: a\r\nx: " + b"y" * 40_000 + b"\r\n\r\n"),
    ],
    ids=["no HTTP", "inside only", "the page of errors", "body", "address", "header"],
)
def test_what_nginx_refuses_looks_as_if_the_server_had(
    site: Site, status: int, request_: bytes
) -> None:
    answer = raw(site.url, request_)
    assert answer.status_code == status
    assert_like_the_servers(answer, get(f"{site.replicas[0].url}/nowhere"))


def assert_like_the_servers(answer: httpx.Response, own: httpx.Response) -> None:
    """Compare the form of a refusal, and the headers that protect its reader, with a real one."""
    assert own.status_code == 404
    assert answer.headers["content-type"] == own.headers["content-type"] == "application/json"
    assert set(answer.json()) == set(own.json()) == {"detail"}
    assert isinstance(answer.json()["detail"], str)
    missing = set(own.headers) - set(answer.headers) - PASSING
    assert not missing
    for name in set(own.headers) - PASSING - {"content-security-policy"}:
        assert answer.headers[name] == own.headers[name]
    # Nothing at all may be loaded, where the server's policy allows what its pages need.
    policy = own.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_where_no_replica_answers_it_is_said_in_words(tmp_path: Path) -> None:
    with running_site(tmp_path, ("proxy_read_timeout 5s;", "proxy_read_timeout 3s;")) as site:
        own = get(f"{site.replicas[0].url}/nowhere")
        for replica in site.replicas:
            replica.process.send_signal(signal.SIGSTOP)
        try:
            answers = [get(f"{site.url}/health") for _ in range(2)]
        finally:
            for replica in site.replicas:
                replica.process.send_signal(signal.SIGCONT)
        # The first has waited for both of them; for the second nobody is left to ask.
        assert [answer.status_code for answer in answers] == [504, 502]
        for answer in answers:
            assert "No replica" in answer.json()["detail"]
            assert_like_the_servers(answer, own)


def test_a_client_is_known_by_where_it_is_and_not_by_what_it_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Even by replicas that believe everybody there is here, the client included.
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.0/8")
    transport = httpx.HTTPTransport(local_address="127.0.0.5")
    claims = {"x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9"}
    with running_site(tmp_path) as site:
        with httpx.Client(transport=transport, headers=claims, timeout=PATIENCE) as client:
            assert client.get(f"{site.url}/catalog").status_code == 200
        deadline = time.monotonic() + PATIENCE
        while '"route": "/catalog"' not in site.replica_log():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert '"client": "127.0.0.5"' in site.replica_log()
        assert "203.0.113.9" not in site.replica_log()
