"""The body of an answer, counted and decoded within limits while it comes in."""

import zlib

from pipeline.sources.answer import MIB, Limits, Unusable


class Body:
    """A body under way, plain or in gzip (RFC 9110, section 8.4.1.3).

    Raises Unusable as soon as it has more bytes than a limit admits, on the wire or decoded.
    """

    def __init__(self, encoding: str, limits: Limits) -> None:
        encoding = encoding.strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise Unusable("http", f"answered in the encoding {encoding!r}, asked for gzip", "Tell its publisher")
        self._is_gzip = encoding in {"gzip", "x-gzip"}
        self._gunzip = zlib.decompressobj(wbits=31)
        self._limits, self._wire = limits, 0
        self._data = bytearray()

    def take(self, chunk: bytes) -> None:
        """Take in some more bytes from the wire."""
        self._wire += len(chunk)
        if self._wire > self._limits.wire_bytes:
            raise self._too_large("sent", self._limits.wire_bytes)
        if not self._is_gzip:
            self._data += chunk
        while self._is_gzip and chunk:
            if self._gunzip.eof:
                self._gunzip = zlib.decompressobj(wbits=31)  # another member of the same file (RFC 1952, 2.2)
            try:
                self._data += self._gunzip.decompress(chunk, self._limits.decoded_bytes + 1 - len(self._data))
            except zlib.error as error:
                raise Unusable("truncated", f"sent broken gzip ({error})", "Try again later") from None
            if len(self._data) > self._limits.decoded_bytes:
                raise self._too_large("unpacks to", self._limits.decoded_bytes)
            chunk = self._gunzip.unconsumed_tail or self._gunzip.unused_data.lstrip(b"\0")
        if len(self._data) > self._limits.decoded_bytes:
            raise self._too_large("sent", self._limits.decoded_bytes)

    def whole(self) -> bytes:
        """All that was decoded; raises Unusable if the end is missing."""
        if self._is_gzip and self._wire and not self._gunzip.eof:
            raise Unusable("truncated", "broke off inside its gzip data", "Try again later")
        return bytes(self._data)

    def _too_large(self, verb: str, limit: int) -> Unusable:
        remedy = "Raise NEWSWIRE_MAX_DOCUMENT_MB if it is worth it"
        return Unusable("too_large", f"{verb} more than {limit / MIB:.1f} MiB", remedy)
