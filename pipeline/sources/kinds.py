"""The kinds of sources and what each can do: be polled, bring what was published at a past time, or both."""

from dataclasses import dataclass
from typing import Literal

type Place = Literal["url", "path"]


@dataclass(frozen=True)
class Kind:
    """A kind of source: the keys of the catalogue of which one says where it is, and what it can do.

    Every kind can be polled; one that `has_history` can also be asked for a past time, and may do that alone. Where it
    `has_pages`, the texts of its stories can be read from the pages that they link to.
    """

    name: str
    places: tuple[Place, ...]
    has_history: bool = False
    has_pages: bool = False

    def abilities(self, *, is_history_only: bool = False) -> str:
        """What a source of this kind does, for people."""
        return "history" if is_history_only else "poll, history" if self.has_history else "poll"


SOURCE_KINDS = {
    kind.name: kind
    for kind in (
        Kind("feed", ("url",), has_pages=True),
        Kind("files", ("path", "url")),
        Kind("sitemap", ("url",), has_history=True),
        Kind("dated_url", ("url",), has_history=True),
        Kind("wordpress", ("url",), has_history=True),
    )
}
WITH_HISTORY = frozenset(name for name, kind in SOURCE_KINDS.items() if kind.has_history)
