"""A real HTTP server on 127.0.0.1 for tests: it answers as it is told, also badly, and remembers what it was asked."""

import contextlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Reply:
    """What to send: a status with headers, then the chunks with a pause after each.

    Content-Length is the size of all chunks unless the headers state another. With `raw` these bytes are sent instead
    of a status and headers.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Sequence[bytes] = ()
    pause: float = 0.0
    raw: bytes = b""


@dataclass(frozen=True)
class Request:
    """What the server was asked, and when (in seconds of a steady clock); header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    at: float


class Server:
    """The server; used with `with`, on a free port."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._replies: dict[str, list[Reply]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        """The address of a path on this server."""
        return f"http://{host}:{self._server.server_address[1]}{path}"

    def on(self, path: str, *replies: Reply, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer a path with these replies in turn, the last one for ever; or with a status, headers and a body.

        Headers are given as `last_modified="..."`.
        """
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self._replies[path] = list(replies) or [Reply(status, named, [body])]

    def next_reply(self, path: str) -> Reply:
        """The reply that is due for a path."""
        replies = self._replies.get(path, [Reply(404, {}, [b"nothing here"])])
        return replies.pop(0) if len(replies) > 1 else replies[0]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.requests.append(Request(self.path, headers, time.monotonic()))
            self.close_connection = True
            reply = server.next_reply(self.path)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            if reply.raw:
                self.wfile.write(reply.raw)
            else:
                size = str(sum(len(chunk) for chunk in reply.chunks))
                self.send_response(reply.status)
                for name, value in {"Content-Length": size, "Connection": "close", **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
            for chunk in reply.chunks:
                self.wfile.write(chunk)
                if reply.pause and server.stopping.wait(reply.pause):
                    return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the base class
            pass

    return Handler
