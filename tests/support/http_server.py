"""A real HTTP server on 127.0.0.1 for tests: it answers as it is told, also badly, and remembers what it was asked."""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Reply:
    """What to send: a status with headers, then the chunks with a pause after each.

    Content-Length is the size of all chunks unless the headers state another. With `raw` these bytes are sent instead
    of a status and headers, and the chunks may never end.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Iterable[bytes] = ()
    pause: float = 0.0
    raw: bytes = b""


@dataclass(frozen=True)
class Request:
    """What the server was asked, and when (in seconds of a steady clock); header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""


type Answer = Reply | Callable[[Request], Reply]
ANYTHING = "*"  # stands for every path that has no reply of its own


class Server:
    """The server; used with `with`, on a free port of a loopback address, with TLS if it is given a certificate.

    The certificate is a file of PEM with its chain and its key.
    """

    def __init__(self, address: str = "127.0.0.1", *, port: int = 0, certificate: Path | None = None) -> None:
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._replies: dict[str, list[Answer]] = {}
        self._server = ThreadingHTTPServer((address, port), _handler(self))
        self._address, self._scheme = address, "https" if certificate else "http"
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
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

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def url(self, path: str, *, host: str = "") -> str:
        """The address of a path on this server."""
        return f"{self._scheme}://{host or self._address}:{self.port}{path}"

    def on(self, path: str, *replies: Answer, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer a path with these replies in turn, the last one for ever; or with a status, headers and a body.

        A reply may be a function of the request. Headers are given as `last_modified="..."`.
        """
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self._replies[path] = list(replies) or [Reply(status, named, [body])]

    def reply_to(self, request: Request) -> Reply:
        """Note a request; returns the reply that is due."""
        self.requests.append(request)
        replies = self._replies.get(request.path) or self._replies.get(ANYTHING) or [Reply(404, {}, [b"nothing here"])]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        return reply if isinstance(reply, Reply) else reply(request)


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            self.close_connection = True
            reply = server.reply_to(Request(self.path, headers, time.monotonic(), body))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
                self._send(reply)

        def do_POST(self) -> None:
            self.do_GET()

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
