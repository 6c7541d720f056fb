"""Sources: a look at each without storing anything, and entries for new ones in the catalogue."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline import formats
from pipeline.errors import FetchFailed, RejectedInput, SettingsError
from pipeline.model import ParsedDocument, Story
from pipeline.settings import PROJECT, Settings
from pipeline.sources.answer import Unusable
from pipeline.sources.catalogue import Catalogue, Source, read_catalogue, source_lines
from pipeline.sources.client import Answer, Client, FetchRequest, Limits
from pipeline.sources.credentials import Secrets
from pipeline.sources.discovery import read_page
from pipeline.sources.files import read_file
from pipeline.sources.folders import changed_at, open_folder
from pipeline.sources.full_text import FULL_TEXT_WORDS
from pipeline.sources.history import poll_asks
from pipeline.sources.kinds import SOURCE_KINDS
from pipeline.sources.listing import Entries, Feed, append, new_entries
from pipeline.sources.opml import MAX_BYTES, read_opml

HOSTS_AT_ONCE = 16
FILES_LOOKED_AT = 50  # the newest of a folder
PERMANENT = frozenset({301, 308})


@dataclass(frozen=True)
class Look:
    """What a look at a source found; `text` is "full", "summaries", "headlines", or "" where there is no story.

    `use` says what the source is for: "poll", "history" or both.
    `problems` say what is wrong and what to change; a source without any is good. Of files `items` are those of the
    newest ones only.
    """

    source: str
    location: str
    use: str
    format: str = ""
    items: int = 0
    rejected: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    undated: int = 0
    text: str = ""
    redirects: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def check_sources(settings: Settings, secrets: Secrets, wanted: Sequence[str], *, now: datetime) -> list[Look]:
    """Look once at the sources of the catalogue with these ids, or at all of them; nothing is stored.

    Of a folder the newest files are looked at, of a dated address the document of the last whole hour or day, of an
    index the list alone. Raises CatalogueError for a catalogue with mistakes, RejectedInput for an id that it does not
    have.
    """
    catalogue = read_catalogue(settings.sources)
    if unknown := set(wanted) - {source.id for source in catalogue.sources}:
        known = ", ".join(source.id for source in catalogue.sources)
        raise RejectedInput(", ".join(sorted(unknown)), f"no source of {settings.sources} has this id", f"Ids: {known}")
    chosen = [source for source in catalogue.sources if not wanted or source.id in wanted]
    feeds = [source for source in chosen if source.kind != "files"]
    requests = {source.id: _request(source, secrets, now) for source in feeds}
    answers = asyncio.run(_ask(settings, list(requests.values())))
    lines = source_lines(settings.sources)
    return [
        _look_at_feed(source, answers[requests[source.id]], f"{settings.sources}, line {lines[source.id]}")
        if source.id in requests
        else _look_at_files(source, settings, secrets, f"{settings.sources}, line {lines[source.id]}")
        for source in chosen
    ]


def find_feeds(settings: Settings, url: str) -> Entries:
    """Entries for the feed at an address, or for those that the page there names, as far as the catalogue lacks them.

    Each is fetched once, and left out with the reason when it is none. Raises RejectedInput when there is no feed.
    """
    answer = asyncio.run(_ask(settings, [FetchRequest(url)]))[FetchRequest(url)]
    if answer.failure:
        raise RejectedInput(url, answer.failure.message.removeprefix(f"{url}: "))
    reason = _why_no_feed(answer)
    if not reason:
        return new_entries([Feed(answer.final_url)], known_sources(settings))
    page = read_page(answer.body, answer.final_url)
    if not page.feeds:
        raise RejectedInput(url, f"is no feed, and names none: it {reason}")
    answers = asyncio.run(_ask(settings, [FetchRequest(link.url) for link in page.feeds]))
    reasons = {request.url: _why_no_feed(found) for request, found in answers.items()}
    home = _home(answer.final_url)
    feeds = [Feed(link.url, link.title or page.title, home) for link in page.feeds if not reasons[link.url]]
    entries = new_entries(feeds, known_sources(settings))
    entries.left_out += [f"{url}: {reason}" for url, reason in reasons.items() if reason]
    return entries


def read_list(settings: Settings, file: Path) -> Entries:
    """Entries for the feeds of an OPML file that the catalogue lacks; raises RejectedInput."""
    feeds = read_opml(read_file(file, limit=MAX_BYTES), str(file))
    if not feeds:
        raise RejectedInput(file, "lists no feed", "Export it again")
    return new_entries(feeds, known_sources(settings))


def write_entries(settings: Settings, entries: Entries) -> None:
    """Append entries to the catalogue; raises SettingsError where that is the one of the bundled stories."""
    if settings.sources.resolve().is_relative_to(PROJECT / "seeds"):
        remedy = "Name a file of your own in NEWSWIRE_SOURCES; it is made if it is not there"
        raise SettingsError(settings.sources, "is the catalogue of the bundled stories", remedy)
    append(settings.sources, entries)


def known_sources(settings: Settings) -> Catalogue:
    """The catalogue; an empty one where there is no file yet."""
    return read_catalogue(settings.sources) if settings.sources.exists() else Catalogue()


def _request(source: Source, secrets: Secrets, now: datetime) -> FetchRequest:
    zone = ZoneInfo(source.timezone) if source.timezone else UTC
    url = poll_asks(source.kind, source.location, zone, now)[0].url
    return FetchRequest(url, access=secrets.access(source.login, source.location) if source.login else None)


async def _ask(settings: Settings, requests: Sequence[FetchRequest]) -> Mapping[FetchRequest, Answer]:
    """The answer to each request, a host asked for one at a time."""
    size = settings.max_document_bytes
    limits = Limits(seconds=settings.fetch_seconds, wire_bytes=size, decoded_bytes=size)
    by_host: dict[str, list[FetchRequest]] = defaultdict(list)
    for request in dict.fromkeys(requests):
        by_host[_host(request.url)].append(request)
    answers: dict[FetchRequest, Answer] = {}
    places = asyncio.Semaphore(HOSTS_AT_ONCE)
    async with Client(contact=settings.contact, allowed=settings.allow_networks, limits=limits) as client:

        async def visit(group: Sequence[FetchRequest]) -> None:
            async with places:
                for place, request in enumerate(group):
                    await asyncio.sleep(settings.host_pause_seconds if place else 0)
                    answers[request] = await client.fetch(request)

        await asyncio.gather(*(visit(group) for group in by_host.values()))
    return answers


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _why_no_feed(answer: Answer) -> str:
    """What is wrong with an answer that should be a feed; empty when it is one."""
    if answer.failure:
        return answer.failure.message.removeprefix(f"{answer.url}: ")
    try:
        found = formats.parse(answer.body, name=answer.final_url, media_type=_media_type(answer)).format
    except RejectedInput as error:
        return f"{error.problem}. {error.remedy}"
    return "" if found in formats.FEEDS else f"is a document of the format {found}"


def _media_type(answer: Answer) -> str:
    return answer.headers.get("content-type", "")


def _look_at_feed(source: Source, answer: Answer, place: str) -> Look:
    redirects = tuple(f"{hop.status} {hop.location}" for hop in answer.hops)
    empty = Look(source.id, source.location, _use(source), redirects=redirects)
    if answer.failure:
        return _with(empty, f"{answer.failure.message} ({place})")
    if source.kind == "sitemap" and (
        listed := formats.sitemap_listing(answer.body, name=answer.final_url, media_type=_media_type(answer))
    ):
        return replace(empty, format="index of sitemaps", items=len(listed))
    try:
        parsed = formats.parse(answer.body, name=answer.final_url, media_type=_media_type(answer))
    except RejectedInput as error:
        found = read_page(answer.body, answer.final_url).feeds
        remedy = f'The page names a feed: write url = "{found[0].url}"' if found else error.remedy
        return _with(empty, f"{error.problem}. {remedy} ({place})")
    problems = []
    if parsed.format not in formats.FEEDS and source.kind != "dated_url":
        problems.append(f"is no feed but a document of the format {parsed.format}. Correct the address ({place})")
    if answer.hops and all(hop.status in PERMANENT for hop in answer.hops):
        problems.append(f'has moved for good: write url = "{answer.final_url}" ({place})')
    if source.login and urlsplit(source.location).scheme == "http":
        problems.append(f"is sent its secret in the clear. Use https if it can be had ({place})")
    return _with(_reading(empty, [parsed]), *problems)


def _look_at_files(source: Source, settings: Settings, secrets: Secrets, place: str) -> Look:
    empty = Look(source.id, source.location, _use(source))
    access = secrets.access(source.login, source.location) if source.login else None
    limits = Limits(seconds=settings.fetch_seconds)
    documents, problems = [], []
    try:
        with open_folder(source.location, access, allowed=settings.allow_networks, limits=limits) as folder:
            found = folder.look() or {}
            for name in sorted(found, key=lambda name: changed_at(found[name]), reverse=True)[:FILES_LOOKED_AT]:
                try:
                    data = folder.read(name, limit=settings.max_document_bytes)
                    documents += [] if data is None else [formats.parse(data, name=name)]
                except (RejectedInput, FetchFailed) as error:
                    problems.append(str(error))
    except Unusable as error:
        return _with(empty, f"{FetchFailed(source.location, error.problem, error.remedy)} ({place})")
    if not found:
        return _with(empty, f"there is no file. Put one there, or correct its place ({place})")
    return _with(_reading(empty, documents), *problems)


def _use(source: Source) -> str:
    return SOURCE_KINDS[source.kind].abilities(is_history_only=not source.poll)


def _reading(look: Look, documents: Sequence[ParsedDocument]) -> Look:
    stories = [story for document in documents for story in document.stories]
    rejected = [item for document in documents for item in document.rejected]
    created = [story.first_created.at for story in stories if story.first_created and story.first_created.at]
    problems = []
    if rejected:
        problems.append(f"{len(rejected)} items cannot be used; the first: {rejected[0].label}: {rejected[0].reason}")
    if stories and not created:
        problems.append("no item has a date that can be read: the time when it is first seen will count")
    return replace(
        look,
        format=", ".join(sorted({document.format for document in documents})),
        items=len(stories),
        rejected=len(rejected),
        oldest=min(created, default=None),
        newest=max(created, default=None),
        undated=len(stories) - len(created),
        text=_kind_of_text(stories),
        problems=tuple(problems),
    )


def _kind_of_text(stories: Sequence[Story]) -> str:
    """What most of the stories have."""
    if not stories:
        return ""
    words = median(len(story.body.split()) for story in stories)
    if words == 0:
        return "headlines"
    own = sum(story.body not in ("", story.summary) for story in stories)
    return "full" if 2 * own > len(stories) or words >= FULL_TEXT_WORDS else "summaries"


def _with(look: Look, *problems: str) -> Look:
    return replace(look, problems=(*problems, *look.problems))
