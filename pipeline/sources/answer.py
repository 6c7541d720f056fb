"""What is asked of a server, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.sources.access import Access

MIB = 1024 * 1024

type FailureKind = Literal[
    "url",
    "address",
    "connection",
    "tls",
    "timeout",
    "too_large",
    "truncated",
    "redirects",
    "status",
    "empty",
    "http",
    "secret",
    "login",
    "host_key",
]


@dataclass(frozen=True)
class Limits:
    """Bounds of one fetch over all its hops: seconds, bytes on the wire, bytes after decoding, redirects."""

    seconds: float = 30
    wire_bytes: int = 32 * MIB
    decoded_bytes: int = 32 * MIB
    redirects: int = 5


@dataclass(frozen=True)
class FetchRequest:
    """What to ask for, with the validators of the last answer that was stored, and the login of the source.

    `accept` names the media types that are wanted, by default those of feeds.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    access: "Access | None" = None
    accept: str = ""


@dataclass(frozen=True)
class Hop:
    """One answer that sent us elsewhere."""

    url: str
    status: int
    location: str


@dataclass(frozen=True)
class Failure:
    """Why there is no document; `message` names the URL, the problem and the way out."""

    kind: FailureKind
    message: str


@dataclass(frozen=True)
class Answer:
    """What became of a request: a document (`body`), nothing new (`is_unchanged`), or a failure.

    `url` is the one asked for, `final_url` the one that answered after the `hops`; headers have lower-case names.
    """

    url: str
    final_url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hops: tuple[Hop, ...] = ()
    failure: Failure | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether the server says that nothing has changed since the validators of the request."""
        return self.status == 304 and self.failure is None


class Unusable(Exception):
    """An answer that cannot be used, while it is being read; the client makes a Failure of it."""

    def __init__(self, kind: FailureKind, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.kind, self.problem, self.remedy = kind, problem, remedy
