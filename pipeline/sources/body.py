"""The body of an answer, counted and decoded within limits while it comes in."""

import zlib
from collections.abc import Awaitable, Callable

from pipeline.sources.answer import MIB, Limits, Unusable

SMALL = 512 * 1024  # bytes that any body may have in memory; most feeds have fewer
STEP = 64 * 1024  # bytes that are decoded at a time


class Body:
    """A body under way, plain or in gzip (RFC 9110, section 8.4.1.3).

    Raises Unusable as soon as it has more bytes than a limit admits, on the wire or decoded. Before it becomes larger
    than SMALL it waits until `enlarge`, which is called once, has made room for it.
    """

    def __init__(self, encoding: str, limits: Limits, enlarge: Callable[[], Awaitable[None]]) -> None:
        encoding = encoding.strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise Unusable("http", f"answered in the encoding {encoding!r}, asked for gzip", "Tell its publisher")
        self._is_gzip = encoding in {"gzip", "x-gzip"}
        self._gunzip = zlib.decompressobj(wbits=31)
        self._limits, self._wire = limits, 0
        self._enlarge, self._is_large = enlarge, False
        self._data = bytearray()

    async def take(self, chunk: bytes) -> None:
        """Take in some more bytes from the wire."""
        self._wire += len(chunk)
        if self._wire > self._limits.wire_bytes:
            raise self._too_large("sent", self._limits.wire_bytes)
        if not self._is_gzip:
            await self._add(chunk, "sent")
            return
        has_more = False  # decoded bytes, which zlib keeps beyond a full step even where it has read all of the chunk
        while chunk or has_more:
            if self._gunzip.eof:
                self._gunzip = zlib.decompressobj(wbits=31)  # another member of the same file (RFC 1952, 2.2)
            try:
                piece = self._gunzip.decompress(chunk, STEP)
            except zlib.error as error:
                raise Unusable("truncated", f"sent broken gzip ({error})", "Try again later") from None
            await self._add(piece, "unpacks to")
            chunk = self._gunzip.unconsumed_tail or self._gunzip.unused_data.lstrip(b"\0")
            has_more = len(piece) == STEP and not self._gunzip.eof

    async def _add(self, piece: bytes, verb: str) -> None:
        size = len(self._data) + len(piece)
        if size > self._limits.decoded_bytes:
            raise self._too_large(verb, self._limits.decoded_bytes)
        if size > SMALL and not self._is_large:
            await self._enlarge()
            self._is_large = True
        self._data += piece

    async def unpack(self) -> None:
        """Take all that has come for a gzip file, as sitemaps may be, and unpack it within the same limits."""
        packed, self._data = bytes(self._data), bytearray()
        self._is_gzip, self._wire = True, 0
        self._gunzip = zlib.decompressobj(wbits=31)
        await self.take(packed)

    def whole(self) -> bytes:
        """All that was decoded; raises Unusable if the end is missing."""
        if self._is_gzip and self._wire and not self._gunzip.eof:
            raise Unusable("truncated", "broke off inside its gzip data", "Try again later")
        return bytes(self._data)

    def _too_large(self, verb: str, limit: int) -> Unusable:
        remedy = "Raise NEWSWIRE_MAX_DOCUMENT_MB if it is worth it"
        return Unusable("too_large", f"{verb} more than {limit / MIB:.1f} MiB", remedy)
