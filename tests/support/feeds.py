"""A feed on 127.0.0.1 whose items a test writes and changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from xml.sax.saxutils import escape

from tests.support.http_server import ANYTHING, Reply, Request, Server


@dataclass
class Feed:
    """An RSS feed: guid -> (headline, body), at every path of its server; it answers conditional requests."""

    server: Server
    items: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The server's address."""
        return self.server.url("")

    @property
    def requests(self) -> int:
        """How often it was asked."""
        return len(self.server.requests)

    def document(self) -> bytes:
        """The feed as it is now."""
        items = "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><title>{escape(headline)}</title>"
            f"<link>{self.address}/{guid}</link><pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate>"
            f"<description>{escape(body)}</description></item>"
            for guid, (headline, body) in self.items.items()
        )
        return f"<rss version='2.0'><channel><title>Harbour News</title>{items}</channel></rss>".encode()

    def reply(self, request: Request) -> Reply:
        """What it answers."""
        document = self.document()
        headers = {"ETag": f'"{sha256(document).hexdigest()}"', "Content-Type": "application/rss+xml"}
        is_known = request.headers.get("if-none-match") == headers["ETag"]
        return Reply(304, headers) if is_known else Reply(200, headers, [document])


@contextmanager
def serve_feed() -> Iterator[Feed]:
    """Serve a feed on a free port until the block ends."""
    with Server() as server:
        feed = Feed(server)
        server.on(ANYTHING, feed.reply)
        yield feed
