"""The command starts, refuses and ends in ways that a person and a container engine understand."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, START_SECONDS, ServerProcess


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command until it ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_answers_on_the_port_it_tells_and_ends_on_sigterm_with_143() -> None:
    server = ServerProcess("--workers", "1")
    try:
        assert httpx.get(f"{server.url}/health", timeout=START_SECONDS).json() == {"status": "ok"}
    finally:
        code = server.stop()
    assert code == -signal.SIGTERM


def test_ctrl_c_ends_it_with_130_and_without_a_trace(capfd: pytest.CaptureFixture[str]) -> None:
    # From a shell that runs the tests in the background, the server would inherit to ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        server = ServerProcess("--workers", "1")
    finally:
        signal.signal(signal.SIGINT, before)
    server.process.send_signal(signal.SIGINT)
    server.process.wait(timeout=15)
    assert server.stop() == 130
    assert "Traceback" not in capfd.readouterr().err


def test_no_process_is_left_behind() -> None:
    server = ServerProcess("--workers", "2")
    pid = server.process.pid
    deadline = time.monotonic() + 30
    children: list[str] = []
    # The others start once the first worker is up.
    while len(children) < 3 and time.monotonic() < deadline:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        time.sleep(0.05)
    server.stop()
    assert len(children) >= 3
    deadline = time.monotonic() + 30
    while alive := [child for child in children if Path(f"/proc/{child}").exists()]:
        assert time.monotonic() < deadline, f"still alive: {alive}"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends them with their parent")
def test_workers_that_are_stopped_end_with_a_server_that_is_killed() -> None:
    server = ServerProcess("--workers", "1")
    pid = server.process.pid
    deadline = time.monotonic() + 30
    while (
        "unclone_workers 2.0" not in httpx.get(f"{server.url}/metrics", timeout=START_SECONDS).text
    ):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    assert children
    for child in children:
        os.kill(int(child), signal.SIGSTOP)
    server.process.kill()
    server.stop()
    deadline = time.monotonic() + 30
    while alive := [child for child in children if Path(f"/proc/{child}").exists()]:
        assert time.monotonic() < deadline, f"still alive: {alive}"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_it_serves_where_nothing_can_be_written() -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        url = f"http://127.0.0.1:{found.getsockname()[1]}"
    with Path("/dev/full").open("w") as full:
        server = subprocess.Popen(
            [sys.executable, "-m", "app", "--port", url.rpartition(":")[2]],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", "TMPDIR": "/nowhere"},
            stdout=full,
            stderr=full,
            # Not a byte into any file, as on a full or a read-only file system.
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),  # noqa: PLW1509
        )
    try:
        client = httpx.Client(base_url=url, transport=httpx.HTTPTransport(retries=50), timeout=30)
        with client:
            assert client.get("/health").status_code == 200
            assert client.post("/simulate", json={"epochs": 1}).status_code == 200
            assert client.get("/").status_code == 200
            assert client.get("/metrics").status_code == 200
            # What is refused is logged, which fails, and is answered.
            assert client.post("/simulate", json={"epochs": -1}).status_code == 422
    finally:
        server.terminate()
        assert server.wait(timeout=15) == -signal.SIGTERM


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command("--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"unclone: Port {port} on 127.0.0.1 is in use.")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--port", "65536"), "'65536' is not a port; give a number from 0 to 65535"),
        (("--port", "http"), "'http' is not a port; give a number from 0 to 65535"),
        (("--workers", "0"), "'0' is not a number of processes; give 1 or more"),
        (("--colour",), "unrecognized arguments: --colour"),
    ],
)
def test_a_wrong_argument_is_told_in_words(arguments: tuple[str, ...], message: str) -> None:
    done = command(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("variable", ["UNCLONE_WORKERS", "UNCLONE_LIMIT_EPOCHS"])
def test_a_wrong_setting_is_told_in_one_sentence(variable: str) -> None:
    done = command("--port", "0", **{variable: "many"})
    assert done.returncode == 1
    assert done.stderr.startswith(f"unclone: {variable} is 'many'; allowed: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("UNCLONE_LIMIT_EPOCHS", "50"),
        ("UNCLONE_LIMIT_EPOCH", "5000"),
        ("FORWARDED_ALLOW_IPS", "*"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_the_start(variable: str, value: str) -> None:
    done = command("--port", "0", **{variable: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"unclone: {variable} is ")
    assert "; allowed: " in done.stderr
    assert done.stderr.count("\n") == 1


def test_submissions_are_graded_by_the_command(tmp_path: Path) -> None:
    submitted = tmp_path / "submitted.csv"
    submitted.write_text('submission\n"randn(fan_in, fan_out) * sqrt(2 / fan_in)"\nzeros(3)\n')
    graded = command("grade", str(submitted), "--exercise", "he_formula")
    assert graded.returncode == 0, graded.stderr
    right, wrong = (line.split(",") for line in graded.stdout.splitlines()[1:])
    assert right[2] == right[3] != "0"
    assert wrong[2] != right[3]
    assert command("grade", str(tmp_path / "none.csv")).returncode == 2
