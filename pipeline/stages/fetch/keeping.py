"""Bytes go into the archive, unless they hold what was taken down."""

import hashlib
from collections.abc import Container

from pipeline.archive import Archive


def keep(archive: Archive, data: bytes, purged: Container[str]) -> str:
    """Archive these bytes, unless their hash is among the `purged`; returns their SHA-256 either way."""
    sha256 = hashlib.sha256(data).hexdigest()
    return sha256 if sha256 in purged else archive.put(data)
