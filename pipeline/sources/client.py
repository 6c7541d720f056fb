"""One HTTP client with all its guards: bounded time, bounded bytes, public addresses only, every failure a value."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from pipeline import __version__
from pipeline.errors import FetchFailed
from pipeline.sources.access import Access
from pipeline.sources.answer import MIB, Answer, Failure, FailureKind, FetchRequest, Hop, Limits, Unusable
from pipeline.sources.body import Body
from pipeline.sources.guard import Network, RefusedAddress, guarded_sockets

__all__ = ["Answer", "Client", "Failure", "FetchRequest", "Hop", "Limits"]

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
CHUNK = 64 * 1024
LARGE_BODIES = 64 * MIB  # that are in memory at a time; others wait, and their deadline with them
KEPT_HEADERS = (
    *("etag", "last-modified", "content-type", "content-encoding", "content-length", "cache-control", "expires"),
    *("date", "retry-after", "location", "server", "x-wp-totalpages"),
)
PASSWORD = re.compile(r"//[^/@\s]{1,200}@")
GZIP = b"\x1f\x8b"
MOVED = frozenset({301, 302, 303, 307, 308})

type MoveTo = Callable[[str], Awaitable[None]]


class Client:
    """An HTTP client for feeds, to be used in `async with`; one may serve many fetches at once.

    It keeps no cookies, verifies certificates, follows redirects itself and connects to public addresses only, or to
    `allowed` networks. `contact` tells site owners whom to write to. With `use_proxies` the proxies of the
    environment are used, and only the proxy's address is checked, which then must be allowed if it is private. A login
    goes to its own host alone, and nothing of its secret is in an answer.
    How many fetches go on at once is the caller's business; large bodies take turns, so that memory stays bounded.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        allowed: Sequence[Network] = (),
        limits: Limits | None = None,
        use_proxies: bool = False,
    ) -> None:
        agent = f"Newswire/{__version__}"
        self._agent = " ".join(f"{agent} (+{contact})".split()) if contact else agent
        self._allowed, self._limits, self._use_proxies = tuple(allowed), limits or Limits(), use_proxies
        self._large = asyncio.Semaphore(max(1, LARGE_BODIES // self._limits.decoded_bytes))

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, socket_factory=guarded_sockets(self._allowed)),
            headers={"User-Agent": self._agent, "Accept": ACCEPT, "Accept-Encoding": "gzip"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # one deadline over all hops, in fetch
            auto_decompress=False,
            trust_env=self._use_proxies,
            max_line_size=8190,
            max_field_size=8190,
            max_headers=128,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def fetch(self, request: FetchRequest) -> Answer:
        """Ask for a URL; never raises for what a server, a network or a URL does wrong: that is `failure`."""
        async with self.answering(request) as answer:
            return answer

    @asynccontextmanager
    async def answering(self, request: FetchRequest, move_to: MoveTo | None = None) -> AsyncIterator[Answer]:
        """Like `fetch`; a large body keeps its place among those in memory until the block ends.

        `move_to` is awaited with the host's name before a redirect is followed, be it to the same host; the time that
        it takes does not count, and what it raises goes through.
        """
        async with AsyncExitStack() as stack:
            yield await self._ask(request, move_to, stack)

    async def _ask(self, request: FetchRequest, move_to: MoveTo | None, stack: AsyncExitStack) -> Answer:
        trail = [Answer(request.url, request.url)]  # the answer as far as it is known; the last entry counts
        try:
            async with asyncio.timeout(self._limits.seconds) as deadline:

                async def enlarge() -> None:
                    async with _paused(deadline):
                        await stack.enter_async_context(self._large)

                async def move(host: str) -> None:
                    async with _paused(deadline):
                        await (move_to(host) if move_to else asyncio.sleep(0))

                await self._follow(request, trail, move, enlarge)
        except Unusable as error:
            trail.append(_failed(trail[-1], error.kind, error.problem, error.remedy))
        except TimeoutError:
            problem = f"did not answer in full within {self._limits.seconds:g} seconds"
            trail.append(_failed(trail[-1], "timeout", problem, "Try again later, or raise NEWSWIRE_FETCH_SECONDS"))
        except (aiohttp.ClientError, ValueError) as error:
            trail.append(_failed(trail[-1], *_explain(error)))
        return _without_secret(trail[-1], request.access) if request.access else trail[-1]

    async def _follow(
        self, request: FetchRequest, trail: list[Answer], move_to: MoveTo, enlarge: Callable[[], Awaitable[None]]
    ) -> None:
        """Go from hop to hop to the document, each time adding to the trail what has become known."""
        access = request.access
        validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        headers = {name: value for name, value in validators.items() if value}
        wanted = {"Accept": request.accept} if request.accept else {}
        url = _checked(request.url)
        seen = {url}
        while True:
            login = access.headers(url) if access else {}
            asked = access.address(url) if access else url
            async with self._session.get(asked, headers=headers | wanted | login, allow_redirects=False) as response:
                kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
                trail.append(replace(trail[-1], final_url=str(url), status=response.status, headers=kept))
                if response.status not in MOVED or "location" not in kept:
                    is_same = response.status == 304 and bool(headers)
                    body = b"" if is_same else await self._read(response, access, enlarge)
                    trail.append(replace(trail[-1], body=body))
                    return
            hop = Hop(str(url), response.status, kept["location"])
            trail.append(replace(trail[-1], hops=(*trail[-1].hops, hop)))
            url = _checked(kept["location"], base=url)
            url = access.bare(url) if access else url
            if url in seen:
                raise Unusable("redirects", f"redirects in a circle, back to {url}", "Tell its publisher")
            if len(seen) > self._limits.redirects:
                raise Unusable("redirects", f"redirects more than {self._limits.redirects} times", "Check the address")
            seen.add(url)
            await move_to(url.host or "")

    async def _read(
        self, response: aiohttp.ClientResponse, access: Access | None, enlarge: Callable[[], Awaitable[None]]
    ) -> bytes:
        status = response.status
        if status not in {200, 203}:
            raise Unusable(
                "status", f"answered {status} {response.reason or ''}".rstrip(), _remedy(status, response.url, access)
            )
        body = Body(response.headers.get("Content-Encoding", ""), self._limits, enlarge)
        async for chunk in response.content.iter_chunked(CHUNK):
            await body.take(chunk)
        data = body.whole()
        if response.url.path.endswith(".gz") and data.startswith(GZIP):
            await body.unpack()
            data = body.whole()
        if not data or data.isspace():
            raise Unusable("empty", "answered with nothing", "Try again later")
        return data


@asynccontextmanager
async def _paused(deadline: asyncio.Timeout) -> AsyncIterator[None]:
    """What is awaited in this block does not count towards the deadline."""
    clock = asyncio.get_running_loop().time
    ends = deadline.when()
    left = None if ends is None else ends - clock()
    deadline.reschedule(None)
    try:
        yield
    finally:
        deadline.reschedule(None if left is None else clock() + left)


def _without_secret(answer: Answer, access: Access) -> Answer:
    """The answer without the secret, wherever its server or the HTTP library has repeated it."""
    scrub, failure = access.scrub, answer.failure
    return replace(
        answer,
        final_url=scrub(answer.final_url),
        headers={name: scrub(value) for name, value in answer.headers.items()},
        body=access.scrub_body(answer.body),
        hops=tuple(Hop(scrub(hop.url), hop.status, scrub(hop.location)) for hop in answer.hops),
        failure=replace(failure, message=scrub(failure.message)) if failure else None,
    )


def _failed(answer: Answer, kind: FailureKind, problem: str, remedy: str) -> Answer:
    via = f" (redirected to {answer.hops[-1].location})" if answer.hops else ""
    message = str(FetchFailed(f"{answer.url}{via}", problem, remedy))
    return replace(answer, failure=Failure(kind, PASSWORD.sub("//***@", message)))


def _checked(url: str, base: URL | None = None) -> URL:
    """The URL without fragment, if it is one that may be fetched; a relative one is taken from `base`."""
    try:
        parsed = (base.join(URL(url)) if base else URL(url)).with_fragment(None)
    except ValueError as error:
        raise Unusable("url", f"is not a URL ({error})", "Correct the address") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise Unusable("url", f"leads to {url!r}, which is no http or https address", "Correct the address")
    if parsed.user is not None or parsed.password is not None:
        raise Unusable("url", "carries a user name or password", "Take it out of the address")
    return parsed


def _explain(error: aiohttp.ClientError | ValueError) -> tuple[FailureKind, str, str]:
    """Kind, problem and remedy of what the HTTP library raised."""
    later = "Try again later"
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return "tls", f"has no valid certificate ({error.certificate_error})", "Tell its publisher"
        case aiohttp.ClientSSLError():
            return "tls", f"does not speak TLS as it should ({error.os_error})", "Check the address"
        case aiohttp.ClientConnectorDNSError():
            return "connection", f"has a name that cannot be resolved ({error.host})", "Check the address"
        case aiohttp.ClientConnectorError(os_error=RefusedAddress() as refused):
            remedy = "Allow its network in NEWSWIRE_ALLOW_NETWORKS if it is yours"
            return "address", f"leads to a refused address ({refused.strerror})", remedy
        case aiohttp.ClientConnectorError():
            return "connection", f"cannot be reached ({error.os_error.strerror or error.os_error})", later
        case aiohttp.ClientPayloadError():
            return "truncated", "broke off before the end of its answer", later
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return "url", f"is not a URL that can be fetched ({error})", "Correct the address"
        case aiohttp.ClientResponseError():
            return "http", f"did not answer in proper HTTP ({error.message})", later
        case aiohttp.ClientConnectionError():
            return "connection", f"closed the connection ({error})", later
    return "http", f"cannot be fetched ({error})", later


def _remedy(status: int, url: URL, access: Access | None) -> str:
    if access and status in {401, 403}:
        if access.admits(url):
            return f"It does not accept the login: look at {access.login.origin}"
        return f"The login is not sent there, since it is not {URL(access.home).host}: correct the address"
    if status in {401, 402, 403}:
        return "Ask its publisher for access"
    if status in {404, 410}:
        return "Look for its new address"
    return "Try again later"
