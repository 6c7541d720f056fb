"""A feed on 127.0.0.1 whose items a test writes and changes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape


@dataclass
class Feed:
    """An RSS feed: guid -> (headline, body). `requests` counts what was asked of it."""

    address: str = ""
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    requests: int = 0

    def document(self) -> bytes:
        """The feed as it is now."""
        items = "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><title>{escape(headline)}</title>"
            f"<link>{self.address}/{guid}</link><pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate>"
            f"<description>{escape(body)}</description></item>"
            for guid, (headline, body) in self.items.items()
        )
        return f"<rss version='2.0'><channel><title>Harbour News</title>{items}</channel></rss>".encode()


@contextmanager
def serve_feed() -> Iterator[Feed]:
    """Serve a feed on a free port until the block ends; it answers conditional requests."""
    feed = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feed.requests += 1
            document = feed.document()
            etag = f'"{sha256(document).hexdigest()}"'
            is_known = self.headers.get("If-None-Match") == etag
            self.send_response(304 if is_known else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", "0" if is_known else str(len(document)))
            self.end_headers()
            if not is_known:
                self.wfile.write(document)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        feed.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield feed
        finally:
            server.shutdown()
            thread.join()
