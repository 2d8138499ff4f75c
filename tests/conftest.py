"""What tests of several folders share: one real server, and the tools a machine may lack."""

import fcntl
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    import httpx

# Exact clones need one thread a matrix product (app/engine/__init__.py says why), and a test may
# import NumPy before it imports the engine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The page as its modules, whatever was made of them here; the tests of a bundle make their own.
os.environ.setdefault("UNCLONE_BUNDLE", "none")

ROOT = Path(__file__).resolve().parent.parent
#: Seconds a server may take to answer, after its start too, and to end after SIGTERM.
START_SECONDS = 60.0
STOP_SECONDS = 15.0


def lacking(what: str, how_to_get: str) -> NoReturn:
    """Skip the test, or fail it in CI, for the lack of a tool; say how to get it."""
    reason = f"no {what} here; to run these tests: {how_to_get}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


class ServerProcess:
    """`python -m app` as its users start it, on a free port of the loopback."""

    def __init__(
        self, *arguments: str, stderr: IO[bytes] | None = None, bundle: str = "none"
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "--port", "0", *arguments],
            cwd=ROOT,
            env={**os.environ, "UNCLONE_BUNDLE": bundle},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        self.url = self._read_address()

    def _read_address(self) -> str:
        assert self.process.stdout is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            ready, _, _ = select.select([self.process.stdout], [], [], 0.2)
            line = self.process.stdout.readline() if ready else ""
            if found := re.search(r"http://\S+", line):
                return found.group()
        self.process.kill()
        self.process.stdout.close()
        raise RuntimeError(f"the server did not start (exit code {self.process.wait()})")

    def stop(self) -> int:
        """End it by SIGTERM; give its exit code, negative for a signal."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            assert self.process.stdout is not None
            self.process.stdout.close()


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Give the address of a real server that all tests of the session share."""
    import httpx

    server = ServerProcess()
    deadline = time.monotonic() + START_SECONDS
    # It listens before its workers have started; what it answers until then is no test's subject.
    while httpx.get(f"{server.url}/ready", timeout=START_SECONDS).status_code != 200:
        assert time.monotonic() < deadline, "the workers did not start"
        time.sleep(0.05)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a bundle, made of the page's files as they are."""
    if shutil.which("npm") is None:
        lacking("Node.js 20 or newer", "install it")
    folder = tmp_path_factory.mktemp("page") / "bundle"
    # The bundler's packages are installed into one folder: two at once would take them away from
    # each other.
    with (ROOT / "deploy/bundle/package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        subprocess.run(["bash", "deploy/bundle.sh", str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="session")
def bundle_url(bundle: Path) -> Iterator[str]:
    """Give the address of a real server whose page is the bundle."""
    server = ServerProcess(bundle=str(bundle))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run every asynchronous test on one asyncio loop, so that a browser can be shared."""
    return "asyncio"


@pytest.fixture
async def client() -> AsyncIterator["httpx.AsyncClient"]:
    """Give a client of a new application that computes nothing: its workers are not started."""
    # Here, so that tests of the engine load no server.
    import httpx

    from app.main import create_app
    from app.settings import Settings

    transport = httpx.ASGITransport(app=create_app(Settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made
