"""Outlets and sources as a catalogue lists them, and what each kind of source needs."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from pipeline.sources.dated import check_template
from pipeline.sources.kinds import SOURCE_KINDS
from pipeline.sources.login import KINDS, Login

WEB = frozenset({"http", "https"})

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def _is_address(value: str, *, is_web: bool) -> bool:
    try:
        parts = urlsplit(value)
        is_good = bool(parts.scheme) and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_good and (parts.scheme in WEB if is_web else parts.scheme not in {*WEB, "file"})


def _without_password(value: str) -> str:
    if "@" in value.partition("://")[2].partition("/")[0]:
        raise ValueError("should not carry a password; a catalogue is no place for secrets")
    return value


def _web_address(value: str) -> str:
    if not _is_address(value, is_web=True):
        raise ValueError("should be an address such as https://outlet.example/feed.xml")
    return _without_password(value)


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
    """One feed, folder or archive of an outlet; its place is a `url`, of files also a `path`, be it a folder or a glob.

    With `poll = false` a source that has a history serves backfills alone; `timezone` is that of dated addresses. With
    `full_text` the texts of a feed's stories are read from their pages.
    """

    id: Slug
    outlet: str
    kind: Literal["feed", "files", "sitemap", "dated_url", "wordpress"]
    url: str | None = None
    path: str | None = Field(None, min_length=1)
    language: Language | None = None
    interval_minutes: int = Field(15, ge=1, le=10_080)
    poll: bool = True
    full_text: bool = False
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    login: Login | None = None

    @field_validator("url")
    @classmethod
    def _suits_the_kind(cls, url: str | None, others: ValidationInfo) -> str | None:
        if url is None or others.data.get("kind") != "files":
            return None if url is None else _web_address(url)
        if not _is_address(url, is_web=False):
            raise ValueError('should be an address such as sftp://agency.example/out/*.xml; a folder here is a "path"')
        return _without_password(url)

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
        places = SOURCE_KINDS[self.kind].places
        if not any(getattr(self, key) for key in places):
            wanted = " or ".join(f'"{key}"' for key in places)
            raise ValueError(f'a source of kind "{self.kind}" needs the key {wanted}')
        if "path" not in places and self.path is not None:
            raise ValueError(f'a source of kind "{self.kind}" has no key "path"')
        if self.path is not None and self.url is not None:
            raise ValueError(f'a source of kind "{self.kind}" has either "path" or "url"')
        if (self.url or "").startswith("sftp://") and self.login is None:
            raise ValueError('an sftp address needs the key "login"')
        return self

    @model_validator(mode="after")
    def _has_the_keys_of_its_kind(self) -> Self:
        if self.kind == "dated_url":
            check_template(self.url or "")
        elif self.timezone is not None:
            raise ValueError(f'a source of kind "{self.kind}" has no key "timezone"')
        if self.full_text and not SOURCE_KINDS[self.kind].has_pages:
            raise ValueError(f'a source of kind "{self.kind}" has no key "full_text"')
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
