"""What single agencies do differently, as data: one TOML file an agency and format, see docs/formats.md.

A profile either adjusts the reading of a standard format, where `provider` matches what the document says about its
sender, or describes a format of the agency's own (`house_xml`, `house_json`, `tagged_text`) by where its fields stand.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict

from pipeline.model import VersionKind

type Pattern = Annotated[re.Pattern[str], BeforeValidator(re.compile)]
type FieldName = Literal[
    "guid", "item_id", "version", "headline", "summary", "body", "byline", "dateline", "slugline", "language",
    "urgency", "pubstatus", "keywords", "genre", "editors_note", "first_created", "version_created", "embargo",
    "copyright_holder", "copyright_notice", "usage_terms", "link", "authors", "place", "credit", "subjects",
    "signals", "updates", "corrects", "kills", "related",
]  # fmt: skip


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Profile(_Table):
    """One agency's way with one format.

    It applies where `provider` is found in what names the sender (standard formats), or `root` is the first element
    and `needs` are there (house formats), or the text `begins` so. `stories` is where the stories stand in it.

    `fields`: the places of a field, of which the first that has something counts. `replace`: patterns and what comes
    in their place, in order; `values`: what a value stands for; `move`: what leaves the body for another field;
    `default`: what an empty field gets; `drop`: elements left out of the text. `kinds`: what a signal makes of a
    story; `when`: what a place that has something makes of it.
    """

    name: str
    format: str
    provider: Pattern | None = None
    root: str = ""
    begins: Pattern | None = None
    stories: str = ""
    needs: list[str] = []
    timezone: Annotated[ZoneInfo, BeforeValidator(ZoneInfo)] = ZoneInfo("UTC")
    fields: dict[FieldName, list[str]] = {}
    replace: dict[FieldName, list[tuple[Pattern, str]]] = {}
    values: dict[FieldName, dict[str, str]] = {}
    move: dict[FieldName, Pattern] = {}
    default: dict[FieldName, str] = {}
    drop: list[str] = []
    kinds: dict[str, VersionKind] = {}
    when: dict[str, VersionKind] = {}
    separator: str = "#"


PLAIN = Profile(name="", format="")


@cache
def profiles(format_name: str) -> tuple[Profile, ...]:
    """The profiles for a format, in the order of their files' names."""
    return tuple(profile for profile in _all() if profile.format == format_name)


@cache
def _all() -> tuple[Profile, ...]:
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(read_profile(folder.joinpath(name).read_text(encoding="utf-8")) for name in names)


def read_profile(text: str) -> Profile:
    """A profile from its TOML; raises tomllib.TOMLDecodeError or pydantic.ValidationError with the place."""
    return Profile.model_validate(tomllib.loads(text), strict=False)


def profile_for(format_name: str, providers: Callable[[], Iterable[str]]) -> Profile:
    """The first profile of a format whose `provider` is found in one of the names; PLAIN where there is none."""
    wanted = profiles(format_name)
    if wanted:
        sender = "\n".join(providers())
        for profile in wanted:
            if profile.provider is not None and profile.provider.search(sender):
                return profile
    return PLAIN
