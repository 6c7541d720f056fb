"""Outlets and sources as a catalogue lists them, and what each kind of source needs."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from pipeline.sources.dated import check_template
from pipeline.sources.kinds import SOURCE_KINDS
from pipeline.sources.login import KINDS, Login

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise ValueError("should be an address such as https://outlet.example/feed.xml")
    if "@" in parts.netloc:
        raise ValueError("should not carry a password; a catalogue is no place for secrets")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("should be a time zone such as Europe/Oslo") from None
    return value


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Outlet(_Table):
    """A publisher."""

    id: Slug
    name: str = Field(min_length=1)
    homepage: WebAddress | None = None
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$")  # ISO 3166-1 alpha-2
    is_agency: bool = False


class Source(_Table):
    """One feed, folder or archive of an outlet; `path` (a file, folder or glob) belongs to files, `url` to all others.

    With `poll = false` a source that has a history serves backfills alone; `timezone` is that of dated addresses.
    """

    id: Slug
    outlet: str
    kind: Literal["feed", "files", "sitemap", "dated_url", "wordpress"]
    url: WebAddress | None = None
    path: str | None = Field(None, min_length=1)
    language: Language | None = None
    interval_minutes: int = Field(15, ge=1, le=10_080)
    poll: bool = True
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    login: Login | None = None

    @field_validator("login")
    @classmethod
    def _suits_the_address(cls, login: Login | None, others: ValidationInfo) -> Login | None:
        if login is not None and (address := others.data.get("url") or others.data.get("path")):
            scheme = urlsplit(address).scheme
            if login.kind not in (kinds := KINDS.get(scheme, ())):
                suitable = f"take kind {' or '.join(kinds)}" if kinds else "have no login"
                raise ValueError(f'kind "{login.kind}" does not suit: {scheme or "local"} addresses {suitable}')
        return login

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        wanted = SOURCE_KINDS[self.kind].place
        other = "path" if wanted == "url" else "url"
        if getattr(self, wanted) is None:
            raise ValueError(f'a source of kind "{self.kind}" needs the key "{wanted}"')
        if getattr(self, other) is not None:
            raise ValueError(f'a source of kind "{self.kind}" has no key "{other}"')
        return self

    @model_validator(mode="after")
    def _has_the_keys_of_its_kind(self) -> Self:
        if self.kind == "dated_url":
            check_template(self.url or "")
        elif self.timezone is not None:
            raise ValueError(f'a source of kind "{self.kind}" has no key "timezone"')
        if not self.poll and not SOURCE_KINDS[self.kind].has_history:
            raise ValueError(f'a source of kind "{self.kind}" has no history: with "poll = false" it does nothing')
        return self

    @property
    def location(self) -> str:
        """The feed's address, or the path of the files (absolute in a catalogue that was read)."""
        return self.url or self.path or ""


class Catalogue(BaseModel):
    """All outlets and their sources."""

    model_config = ConfigDict(frozen=True)

    outlets: tuple[Outlet, ...] = ()
    sources: tuple[Source, ...] = ()
