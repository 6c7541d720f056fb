"""Sources for what somebody names on the command line: files, folders, addresses of feeds, or a catalogue."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import formats
from pipeline.errors import RejectedInput
from pipeline.sources.catalogue import Catalogue, Outlet, Source, read_catalogue
from pipeline.sources.files import find_files

LOCAL = Outlet(id="local", name="Local files")
HEAD = 4096


@dataclass
class Named:
    """The sources behind some arguments, the files to read of each, and the arguments that lead nowhere."""

    outlets: dict[str, Outlet] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    files: dict[str, list[Path]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def catalogue(self) -> Catalogue:
        """All of it as a catalogue."""
        return Catalogue(outlets=tuple(self.outlets.values()), sources=tuple(self.sources.values()))

    def add(self, outlet: Outlet, source: Source) -> None:
        """Take a source in, once."""
        self.outlets.setdefault(outlet.id, outlet)
        self.sources.setdefault(source.id, source)


def name_sources(arguments: Sequence[str]) -> Named:
    """Make a source of every argument: an address is a feed, a `.toml` file a catalogue, else it is files.

    The wire files of a folder are one source, since a story's versions come in several files. A feed file is a source
    of its own: guids mean nothing beyond their feed.
    """
    named = Named()
    for argument in arguments:
        path = Path(argument)
        if urlsplit(argument).scheme in {"http", "https"}:
            _add_feed(named, argument)
        elif not path.exists():
            named.missing.append(argument)
        elif path.suffix == ".toml":
            catalogue = read_catalogue(path)
            outlets = {outlet.id: outlet for outlet in catalogue.outlets}
            for source in catalogue.sources:
                named.add(outlets[source.outlet], source)
        else:
            files = find_files(str(path.resolve())) if path.is_dir() else [path.resolve()]
            for file in files:
                _add_file(named, file)
    return named


def _add_feed(named: Named, url: str) -> None:
    host = urlsplit(url).hostname or "unknown"
    outlet = Outlet(id=_slug(host), name=host.removeprefix("www."))
    named.add(outlet, Source(id=_slug(host, url), outlet=outlet.id, kind="feed", url=url))


def local_source(path: Path) -> tuple[Outlet, Source]:
    """The source of a folder or file of this machine: the folder of a wire file, a feed file by itself."""
    place = path if path.is_dir() or _is_feed(path) else path.parent
    return LOCAL, Source(id=_slug(place.name, str(place)), outlet=LOCAL.id, kind="files", path=str(place))


def _add_file(named: Named, file: Path) -> None:
    outlet, source = local_source(file)
    named.add(outlet, source)
    named.files.setdefault(source.id, []).append(file)


def _is_feed(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return formats.detect(stream.read(HEAD), name=file.name) in formats.FEEDS
    except (OSError, RejectedInput):
        return False  # fetch or parse will say what is wrong with it


def _slug(name: str, unique: str = "") -> str:
    """A name for people, made unlike others by a hash of what is unique about it."""
    words = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:50].strip("-")
    tail = hashlib.sha256(unique.encode()).hexdigest()[:10] if unique else ""
    return "-".join(part for part in (words, tail) if part)
