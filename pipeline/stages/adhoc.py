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
    """The sources behind some arguments, the files to read of each, and why other arguments lead nowhere."""

    outlets: dict[str, Outlet] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    files: dict[str, list[Path]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

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
        if argument.lower().startswith(("http://", "https://")):
            _add_feed(named, argument)
        elif not argument or not _exists(path):
            named.missing[argument] = "does not exist. Name a file, a folder, or a feed's address"
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
    try:
        host = urlsplit(url).hostname or "unknown"
        outlet = Outlet(id=_slug(host), name=host.removeprefix("www."))
        named.add(outlet, Source(id=_slug(host, url), outlet=outlet.id, kind="feed", url=url))
    except ValueError:
        named.missing[url] = "is no address of a feed, such as https://HOST/PATH"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, or holds NUL
        return False


def local_source(path: Path) -> tuple[Outlet, Source]:
    """The source of a folder or file of this machine: the folder of a wire file, a feed file by itself."""
    place = path if path.is_dir() or _is_feed(path) else path.parent
    return LOCAL, Source(id=_slug(place.name, str(place)), outlet=LOCAL.id, kind="files", path=str(place))


def _add_file(named: Named, file: Path) -> None:
    try:
        outlet, source = local_source(file)
    except UnicodeEncodeError:
        named.missing[ascii(str(file))] = "cannot be a source, as its name is not UTF-8. Rename it"
        return
    named.add(outlet, source)
    named.files.setdefault(source.id, []).append(file)


def _is_feed(file: Path) -> bool:
    if not file.is_file():
        return False
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
