"""robots.txt (RFC 9309): which pages of a host a program may ask for, and how often."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from protego import Protego

AGENT = "Newswire"
MAX_BYTES = 512 * 1024  # section 2.5: at least 500 KiB have to be read
UNREACHABLE = 500


def robots_url(url: str) -> str:
    """Where the rules for a page are."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


@dataclass(frozen=True)
class Robots:
    """The rules of a host for us; without any all is allowed."""

    rules: "Protego | None" = None
    is_closed: bool = False

    def allows(self, url: str) -> bool:
        """Whether this page may be asked for."""
        return not self.is_closed and (self.rules is None or bool(self.rules.can_fetch(url, AGENT)))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the host asks for (Crawl-delay); 0 where it asks for nothing."""
        delay = self.rules.crawl_delay(AGENT) if self.rules else None
        return float(delay) if delay and delay > 0 else 0.0


OPEN, CLOSED = Robots(), Robots(is_closed=True)


def read_robots(data: bytes) -> Robots:
    """The rules in a robots.txt, of which bytes beyond the limit do not count; what cannot be read forbids nothing."""
    from protego import Protego

    try:
        return Robots(Protego.parse(data[:MAX_BYTES].decode("utf-8", "replace")))
    except ValueError:
        return OPEN


def without_file(status: int | None) -> Robots:
    """The rules where a request for robots.txt brought no file.

    An answer of 4xx says that there are none, and so does an empty one; a host that does not answer, or with 5xx,
    forbids all for now (sections 2.3.1.3 and 2.3.1.4).
    """
    return CLOSED if status is None or status >= UNREACHABLE else OPEN
