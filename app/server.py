"""The listening socket and what a single connection may cost.

uvicorn bounds an idle connection between two requests, and no more: a client that sends its
headers a byte a minute, or that never reads its answer, would hold its place for ever. Both are
given a time here. Header size is h11's to bound, so h11 parses even where httptools is installed.
"""

import asyncio
import errno
import ipaddress
import socket
import sys
from collections.abc import Callable
from typing import Final, cast

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.limits import LIMITS

#: Bytes of one request's line and headers; browsers send 1 to 4 KiB. More is answered with 400.
HEADER_BYTES: Final = 32 * 1024
#: Seconds in which a whole request, headers and body, must arrive: 2 MiB at 1 Mbit/s take 17.
REQUEST_SECONDS: Final = 30.0
#: Seconds an idle connection is kept for the next request; above the 60 of most proxies, so that
#: it is the proxy that closes first and never sends a request into a closing connection.
KEEP_ALIVE_SECONDS: Final = 65
#: Seconds that running streams get to end in after SIGTERM; container engines kill after 10.
SHUTDOWN_SECONDS: Final = 8
#: Open files, one a connection; each costs some 100 KiB of memory at most.
MOST_FILES: Final = 16_384
#: Connections that the kernel queues while the server is busy accepting others.
BACKLOG: Final = 1024

_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class ListenError(Exception):
    """The address cannot be listened on; the message is a sentence for the person who asked."""


class BoundedConnection(H11Protocol):
    """A connection whose requests arrive, and whose answers are read, within a stated time."""

    request_seconds = REQUEST_SECONDS
    unread_seconds = LIMITS.unread_seconds
    _arriving: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the first request its time to arrive."""
        super().connection_made(cast("asyncio.Transport", transport))
        self._await_request()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request is whole; start it when another one begins."""
        super().data_received(data)
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self._await_request()
        elif self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def pause_writing(self) -> None:
        """Give a client with a full send buffer, 64 KiB here, its time to read a part of it."""
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
        for timer in (self._arriving, self._unread):
            if timer is not None:
                timer.cancel()
        self._arriving = self._unread = None
        super().connection_lost(exc)

    def _await_request(self) -> None:
        if self._arriving is None:
            self._arriving = self.loop.call_later(self.request_seconds, self._refuse_slow_request)

    def _refuse_slow_request(self) -> None:
        self._arriving = None
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self.transport.write(_TOO_SLOW)
        self.transport.close()


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
    """Give the http address a browser on this machine reaches the socket by."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1" if listener.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn with the bounds above, which tells once that it answers."""

    def __init__(self, app: FastAPI, on_started: Callable[[], None]) -> None:
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
                h11_max_incomplete_event_size=HEADER_BYTES,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
                backlog=BACKLOG,
            )
        )
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the app and tell that it answers."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_started()
