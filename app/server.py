"""The listening socket and what a single connection may cost.

uvicorn bounds an idle connection between two requests, and no more: a client that sends its
headers a byte a minute, or that never reads its answer, would hold its place without end. Both are
given a time here. And it takes the end of what a client sends for the end of the client, which may
still wait for its answer. httptools parses, in half of h11's time; it leaves the size of headers
to its user, so that is bounded here too.
"""

import asyncio
import errno
import ipaddress
import json
import socket
import sys
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.limits import LIMITS

#: Bytes of one request's address and headers; browsers send 1 to 4 KiB. More is answered with 431.
HEADER_BYTES: Final = 32 * 1024
#: Seconds in which a whole request, headers and body, must arrive: 2 MiB at 1 Mbit/s take 17.
REQUEST_SECONDS: Final = 30.0
#: Seconds an idle connection is kept for the next request; above the 60 of most proxies, so that
#: it is the proxy that closes first and never sends a request into a closing connection.
KEEP_ALIVE_SECONDS: Final = 65
#: Seconds that running streams get to end in after SIGTERM; container engines kill after 10.
SHUTDOWN_SECONDS: Final = 8
#: Seconds after which what still runs is broken off, so that its readers get the reason.
GIVE_UP_SECONDS: Final = 7
#: Open files, one a connection; each costs some 100 KiB of memory at most.
MOST_FILES: Final = 16_384
#: Connections that the kernel queues while the server is busy accepting others.
BACKLOG: Final = 1024

_TOO_SLOW: Final = (
    HTTPStatus.REQUEST_TIMEOUT,
    f"The request did not arrive within {REQUEST_SECONDS:g} seconds.",
)
_TOO_LONG: Final = (
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    f"The address and the headers are longer than {HEADER_BYTES} bytes; POST takes more in a body.",
)
_NO_HTTP: Final = (HTTPStatus.BAD_REQUEST, "This is not a request of HTTP/1.1.")
_NO_BODY: Final = (
    HTTPStatus.BAD_REQUEST,
    "The body is not framed as HTTP/1.1 has it: by content-length, or in chunks.",
)
_ENDED: Final = (HTTPStatus.BAD_REQUEST, "The request ended before it was whole.")

#: Seconds between the first two looks at a client that has ended its sending: is it still there?
#: Twice as long before each further one, up to the second.
FIRST_LOOK_SECONDS: Final = 0.01
LOOK_SECONDS: Final = 0.2
#: The looks at which such a client is sent an interim answer, which a client that is there ignores
#: and the system of one that is gone refuses. Few, because some clients take five at most.
_PROBED_LOOKS: Final = frozenset({1, 10, 50})
_INTERIM: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class ListenError(Exception):
    """The address cannot be listened on; the message is a sentence for the person who asked."""


class BoundedConnection(HttpToolsProtocol):
    """A connection whose requests arrive, and whose answers are read, within a stated time.

    A request's line and headers, and what may follow its body, are bounded in bytes.
    """

    request_seconds = REQUEST_SECONDS
    unread_seconds = LIMITS.unread_seconds
    _arriving: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _incoming = False
    #: Whether it is a request's body that comes in.
    _in_body = False
    #: Looks so far at a client that has ended its sending, and the next one.
    _looks = 0
    _pause = FIRST_LOOK_SECONDS
    _looking: asyncio.TimerHandle | None = None
    #: Requests that are answered, or wait for it.
    _cycles: list[RequestResponseCycle]
    #: Bytes of the request's names and values so far, and those that came after the last of its
    #: body: what the parser holds of a header that has not ended is among them.
    _head_bytes = 0
    _bodiless_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Return the first request its time to arrive."""
        self._cycles = []
        super().connection_made(cast("asyncio.Transport", transport))
        self._await_request()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request is whole; start it when another one begins."""
        self._bodiless_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if not self._incoming:
            self._bodiless_bytes = 0
        elif self._bodiless_bytes > HEADER_BYTES:
            self._refuse(*_TOO_LONG)
        if self._incoming or not self._answering:
            self._await_request()
        elif self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def on_message_begin(self) -> None:
        """Count anew."""
        self._incoming = True
        self._in_body = False
        self._head_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count the request's line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header, or a trailer."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Note whom to tell when the connection ends: uvicorn tells the last of several alone."""
        super().on_headers_complete()
        self._in_body = True
        self._cycles = [cycle for cycle in self._cycles if not cycle.response_complete]
        self._cycles.append(self.cycle)

    def on_body(self, body: bytes) -> None:
        """Note that the body goes on."""
        self._bodiless_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that a request is whole."""
        self._incoming = False
        super().on_message_complete()

    def send_400_response(self, _msg: str) -> None:
        """Refuse what is no HTTP, or is too long, in the form of all other refusals."""
        if self._head_bytes > HEADER_BYTES:
            self._refuse(*_TOO_LONG)
        else:
            self._refuse(*(_NO_BODY if self._incoming and self._in_body else _NO_HTTP))

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep the connection for the answer that a client waits for which sends no more."""
        if self._incoming:
            self._refuse(*_ENDED)
        if self.transport.is_closing() or not self._answering:
            return False
        # The last of the requests that came; after its answer the connection is closed.
        self.cycle.keep_alive = False
        if self._looking is None:
            self._pause = FIRST_LOOK_SECONDS
            self._look()
        return True

    def pause_writing(self) -> None:
        """Return a client with a full send buffer, 64 KiB here, its time to read a part of it."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the clock: the client has read."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave no timer behind."""
        for timer in (self._arriving, self._unread, self._looking):
            if timer is not None:
                timer.cancel()
        self._arriving = self._unread = self._looking = None
        self._abandon()
        super().connection_lost(exc)

    @property
    def _answering(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is not None and not cycle.response_complete

    @property
    def _may_answer(self) -> bool:
        """Whether an answer would be the next thing that the client expects."""
        unanswered = [cycle for cycle in self._cycles if not cycle.response_complete]
        if unanswered == [self.cycle]:
            return self.cycle.more_body and not self.cycle.response_started
        return not unanswered

    def _look(self) -> None:
        """Look whether a client that sends no more is still there.

        One that has closed its connection looks the same as one that waits, until it is sent
        something: its system refuses it, which shows as an error of the socket.
        """
        self._looking = None
        if self.transport.is_closing():
            return
        connection = self.transport.get_extra_info("socket")
        if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.transport.abort()
            return
        self._looks += 1
        begun = self.cycle.response_started or len(self._cycles) > 1
        # HTTP/1.0 knows no interim answers.
        takes_interim = not begun and self.cycle.scope["http_version"] != "1.0"
        if takes_interim and self._looks in _PROBED_LOOKS:
            self.transport.write(_INTERIM)
        self._looking = self.loop.call_later(self._pause, self._look)
        self._pause = min(2 * self._pause, LOOK_SECONDS)

    def _count(self, length: int) -> None:
        self._head_bytes += length
        if self._head_bytes > HEADER_BYTES:
            # The parser gives up, and send_400_response is called.
            raise ValueError

    def _await_request(self) -> None:
        if self._arriving is None:
            self._arriving = self.loop.call_later(self.request_seconds, self._refuse_slow_request)

    def _refuse_slow_request(self) -> None:
        self._arriving = None
        if self.transport.is_closing():
            return
        if self._answering and not self.cycle.more_body:
            # The one before is still being answered: the next may take its time until then.
            self._await_request()
        elif self._incoming:
            self._refuse(*_TOO_SLOW)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer without the app, and close."""
        body = json.dumps({"detail": detail}).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        if self._may_answer:
            self.transport.write(head.encode() + body)
        self._abandon()
        self.transport.close()

    def _abandon(self) -> None:
        """Mark the requests that are still answered as disconnected."""
        for cycle in self._cycles:
            if not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self._cycles.clear()


def listen(host: str, port: int) -> socket.socket:
    """Bind a listening socket; port 0 takes a free one.

    Raises:
        ListenError: the port is in use, is not permitted, or the host is not one of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        message = f"{host!r} is not a host name or address of this machine."
        raise ListenError(message) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Without this a second server would bind beside one that has not begun to listen.
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ListenError(_refusal(host, port, error)) from error
    return listener


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Give another one with --port."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} on {host} needs more rights. Give one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host!r} is not an address of this machine. Give another one with --host."
    return f"Cannot listen on {host}, port {port}: {error.strerror}."


def allow_many_connections() -> None:
    """Raise this process's limit of open files to what the system allows it.

    The usual 1,024 is reached by that many clients, after which none can even be refused.
    """
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def address_of(listener: socket.socket) -> str:
    """Return the http address a browser on this machine reaches the socket by."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1" if listener.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn with the bounds above, which tells when it answers and when it will not for long.

    Of ``proxies``, addresses and networks, it believes what they say of their clients' addresses.
    """

    def __init__(
        self,
        app: FastAPI,
        on_started: Callable[[], None],
        give_up: Callable[[], None],
        proxies: Sequence[str] = (),
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=BoundedConnection,
                ws="none",
                lifespan="on",
                log_level="warning",
                # app.logs writes its lines as the application's own.
                log_config=None,
                access_log=False,
                server_header=False,
                forwarded_allow_ips=list(proxies),
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
                backlog=BACKLOG,
            )
        )
        self._on_started = on_started
        self._give_up = give_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the app and tell that it answers."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let running answers end; break off those that take too long, before time is up."""
        timer = asyncio.get_running_loop().call_later(GIVE_UP_SECONDS, self._give_up)
        try:
            await super().shutdown(sockets=sockets)
        finally:
            timer.cancel()
