"""New entries of a catalogue: outlets and sources for feeds that somebody found, and their TOML."""

import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from pipeline.errors import CatalogueError
from pipeline.sources.catalogue import Catalogue, Outlet, Source, parse_catalogue, read_text

_LONGEST_ID = 60


@dataclass(frozen=True)
class Feed:
    """A feed as a page or a list of feeds names it; only the address is sure to be there."""

    url: str
    title: str = ""
    homepage: str = ""
    language: str = ""


@dataclass
class Entries:
    """What a catalogue lacks, and for feeds that are left out the reason."""

    outlets: list[Outlet] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def new_entries(feeds: Sequence[Feed], known: Catalogue) -> Entries:
    """Outlets and sources for those of the feeds that a catalogue lacks.

    Feeds of one site are one outlet's; an outlet of the catalogue whose homepage or feeds are on that site is used.
    """
    entries = Entries()
    addresses = {source.location: source.id for source in known.sources if source.kind == "feed"}
    outlets = _sites(known)
    taken = {outlet.id for outlet in known.outlets}, {source.id for source in known.sources}
    for feed in feeds:
        if feed.url in addresses:
            entries.left_out.append(f"{feed.url}: is the source {addresses[feed.url]!r} already")
            continue
        site = _site(feed.homepage) or _site(feed.url)
        try:
            outlet = outlets.get(site) or _outlet(feed, site, taken[0])
            source = Source(
                id=_free(f"{outlet.id} {_tail(feed, outlet)}", taken[1]),
                outlet=outlet.id,
                kind="feed",
                url=feed.url,
                language=feed.language.replace("_", "-").lower() if _is_language(feed.language) else None,
            )
        except ValidationError as error:
            entries.left_out.append(f"{feed.url}: {error.errors()[0]['msg'].removeprefix('Value error, ')}")
            continue
        if site not in outlets:
            entries.outlets.append(outlet)
            outlets[site] = outlet
        taken[0].add(outlet.id)
        taken[1].add(source.id)
        addresses[feed.url] = source.id
        entries.sources.append(source)
    return entries


def to_toml(entries: Entries) -> str:
    """The tables of these entries, as a catalogue has them; keys with their default value are left out."""
    tables = [("outlet", outlet) for outlet in entries.outlets] + [("source", source) for source in entries.sources]
    return "\n".join(f"[[{name}]]\n{_keys(table)}" for name, table in tables)


def append(path: Path, entries: Entries) -> None:
    """Add entries at the end of a catalogue, all or none; what stands there stays as it is.

    A catalogue that does not exist is made. Raises CatalogueError when it would have mistakes or cannot be written.
    """
    before = read_text(path) if path.exists() else ""
    text = "\n".join(part for part in (before.rstrip("\n") + "\n" if before.strip() else "", to_toml(entries)) if part)
    parse_catalogue(text, path)
    target = path.resolve()  # a catalogue may be a link to its place under version control
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
                Path(file.name).replace(target)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CatalogueError(path, f"cannot be written ({error.strerror or error})", "Check its rights") from error


def _keys(table: BaseModel) -> str:
    stated = table.model_dump(exclude_defaults=True)
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in stated.items())


def _sites(known: Catalogue) -> dict[str, Outlet]:
    outlets = {outlet.id: outlet for outlet in known.outlets}
    of_feeds = {_site(source.location): outlets[source.outlet] for source in known.sources if source.kind == "feed"}
    return of_feeds | {_site(outlet.homepage): outlet for outlet in known.outlets if outlet.homepage}


def _site(url: str) -> str:
    """What the addresses of one site share: the host's name without "www" or the like, and the port."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    return re.sub(r"^(?:www|feeds?|rss)\.(?=.+\.)", "", host) + port


def _outlet(feed: Feed, site: str, taken: set[str]) -> Outlet:
    homepage = feed.homepage if _site(feed.homepage) else None
    return Outlet(id=_free(site, taken), name=_line(feed.title) or site, homepage=homepage)


def _tail(feed: Feed, outlet: Outlet) -> str:
    """What tells a feed from others of its outlet: its title, else the last part of its path."""
    title = _line(feed.title)
    if title and title != outlet.name:
        return title
    last = urlsplit(feed.url).path.rstrip("/").rpartition("/")[2]
    return last.partition(".")[0] or "feed"


def _free(name: str, taken: set[str]) -> str:
    """An id made of a name, with a number if the id is taken."""
    base = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:_LONGEST_ID].strip("-") or "feed"
    number = 1
    while (wanted := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return wanted


def _is_language(code: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}", code) is not None


def _line(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())[:120]
