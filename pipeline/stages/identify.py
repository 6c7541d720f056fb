"""Which stories the items of a document are: the source's guids, as long as they can be trusted, then its links."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pipeline.model import Story
from pipeline.sources import guids, identity
from pipeline.sources.identity import Key, Keys
from pipeline.store import sources, stories
from pipeline.store.documents import PendingDocument


def items_of(found: Sequence[Story], *, language: str | None, name: str) -> tuple[stories.Item, ...]:
    """The stories of a document with the hashes of their texts, and with their keys as long as guids are trusted.

    `language` is that of its source, `name` the document's own.
    """
    own = [replace(story, language=story.language or language or "") for story in found]
    return tuple(
        stories.Item(story, keys.all, identity.content_hash(story), identity.body_hash(story), len(keys.decisive))
        for story, keys in zip(own, _keys(own, name, trusts_guids=True), strict=True)
    )


def _keys(found: Sequence[Story], name: str, *, trusts_guids: bool) -> Iterator[Keys]:
    shared = identity.shared_links(found)
    for story in found:
        yield identity.candidate_keys(story, file_name=name, trusts_guids=trusts_guids, shared_links=shared)


def settle(
    connection: Connection, document: PendingDocument, items: Sequence[stories.Item]
) -> tuple[Sequence[stories.Item], stories.Known]:
    """The items under the keys that their source deserves, and what is known of these; the transaction's lock is held.

    A source whose guids proved worthless is noted with the time of the document that showed it. Documents fetched
    from then on go by link, earlier ones by guid, so a replay decides as the first reading did.
    """
    looked_up = {key for item in items for key in item.keys}
    known = stories.known_stories(connection, document.source_id, looked_up)
    since = sources.unstable_guids_since(connection, document.source_id)
    if since is None or document.fetched_at < since:

        def bodies(key: Key) -> Iterable[str]:
            return stories.bodies_of(connection, known.keys[key])

        keyed = [(item.story, Keys(item.keys[: item.decisive], item.keys[item.decisive :])) for item in items]
        reason = guids.why_unstable(keyed, known.under, bodies)
        if not reason:
            return items, known
        sources.distrust_guids(connection, document.source_id, since=document.fetched_at, reason=reason)
    name = document.name or document.url
    by_link = [
        replace(item, keys=keys.all, decisive=len(keys.decisive))
        for item, keys in zip(items, _keys([item.story for item in items], name, trusts_guids=False), strict=True)
    ]
    if more := {key for item in by_link for key in item.keys} - looked_up:
        known = stories.known_stories(connection, document.source_id, looked_up | more)
    return by_link, known
