"""From what a reader found in a document to stories: one place for what all formats have in common."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import dateline_of, names_in, place_and_date
from pipeline.formats.instructions import kind_of
from pipeline.formats.profiles import PLAIN, Profile
from pipeline.formats.tidy import one_line, paragraphs
from pipeline.formats.vocabulary import subject
from pipeline.model import Link, LinkRelation, ParsedDocument, Picture, RejectedItem, Story, Subject, VersionKind
from pipeline.timestamps import read_time

TEXTS = frozenset({"summary", "body", "editors_note", "usage_terms"})  # may have paragraphs
LISTS = frozenset({"keywords", "genre", "authors"})
REPLACING = frozenset({"updates", "corrects"})
MAX_LISTED = 500  # keywords, subjects, links ... of one story
MAX_EXTRA, MAX_ID = 2000, 500  # characters

type Where = Callable[[str], Iterable[str]]


@dataclass
class Draft:
    """What a reader found, raw: times as (text, where it stood), subjects as (code, name), links as (relation, id)."""

    guid: str = ""
    item_id: str = ""
    version: str = ""
    headline: str = ""
    summary: str = ""
    body: str = ""
    byline: str = ""
    dateline: str = ""
    slugline: str = ""
    language: str = ""
    urgency: str = ""
    pubstatus: str = ""
    editors_note: str = ""
    copyright_holder: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    link: str = ""
    place: str = ""
    credit: str = ""
    keywords: list[str] = field(default_factory=list)
    genre: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    subjects: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[LinkRelation, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    times: dict[str, tuple[str, str]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def time(self, name: str, raw: str, where: str) -> None:
        """Note a time, unless it is empty or one stands there already."""
        if raw:
            self.times.setdefault(name, (raw, where))

    def keep(self, name: str, value: str) -> None:
        """Note in `extra` what no field holds."""
        if value:
            self.extra[name] = value[:MAX_EXTRA]


def adjust(draft: Draft, profile: Profile, values: Where) -> None:
    """Set the fields that the profile finds elsewhere; `values` gives the texts at a place of the document."""
    for name, places in profile.fields.items():
        found = next((texts for place in places if (texts := list(values(place)))), [])
        if name == "subjects":
            draft.subjects = [(text, "") for text in found]
        elif name in ("keywords", "genre", "authors", "signals"):
            setattr(draft, name, found)
        elif name in ("first_created", "version_created", "embargo"):
            draft.times.pop(name, None)
            draft.time(name, next(iter(found), ""), name)
        elif name in ("updates", "corrects", "kills", "related"):
            draft.links += [(name, text) for text in found]
        else:
            setattr(draft, name, ("\n\n" if name in TEXTS else " ").join(found[:MAX_LISTED]))
    draft.signals += [kind for place, kind in profile.when.items() if any(values(place))]


def tidy(draft: Draft, profile: Profile) -> None:
    """Change the values of single fields as the profile says."""
    for name, pattern in profile.move.items():
        if found := pattern.search(draft.body):
            draft.body = draft.body[: found.start()] + draft.body[found.end() :]
            setattr(draft, name, f"{getattr(draft, name)}\n\n{found[0]}".strip())
    for name, pairs in profile.replace.items():
        for pattern, other in pairs:
            setattr(draft, name, pattern.sub(other, getattr(draft, name)))
    for name, values in profile.values.items():
        setattr(draft, name, values.get(getattr(draft, name), getattr(draft, name)))
    for name, value in profile.default.items():
        setattr(draft, name, getattr(draft, name) or value)


def assemble(draft: Draft, format_name: str, profile: Profile = PLAIN) -> Story:
    """The story; raises RejectedInput for one without headline and text, and for an embargo that cannot be read.

    Times without a zone are in the profile's time zone. Dateline and authors are taken from the text and the byline
    where the document does not state them.
    """
    draft.body = paragraphs(draft.body)
    tidy(draft, profile)
    headline, body = one_line(draft.headline), paragraphs(draft.body)
    label = headline or draft.guid or "the story"
    if not headline and not body and not draft.summary.strip():
        raise RejectedInput(label, "has neither a headline nor a text", "Nothing in it can be read as a story")
    moments = {
        name: read_time(one_line(raw), f"{format_name}:{where}", default_zone=profile.timezone)
        for name, (raw, where) in draft.times.items()
    }
    embargo = moments.get("embargo")
    if embargo is not None and embargo.at is None:
        problem = f"the embargo {embargo.raw!r} is not a time that can be read, so it cannot be kept"
        raise RejectedInput(label, problem, "Ask the agency for the time")
    created = moments.get("first_created") or moments.get("version_created")
    dateline = one_line(draft.dateline) or dateline_of(body)
    place, date = place_and_date(dateline, created)
    byline, note, slugline = one_line(draft.byline), paragraphs(draft.editors_note), one_line(draft.slugline)
    links = _links(draft)
    kinds = [profile.kinds[signal] for signal in draft.signals if signal in profile.kinds]
    kind = kinds[0] if kinds else _kind(draft, headline, body, note, slugline, links)
    if kind == "kill":  # what it would replace, were it a text, is what it kills
        links = tuple(replace(link, relation="kills") if link.relation in REPLACING else link for link in links)
    return Story(
        format=format_name,
        guid=one_line(draft.guid),
        version=one_line(draft.version),
        headline=headline,
        summary=paragraphs(draft.summary),
        body=body,
        byline=byline,
        dateline=dateline,
        slugline=slugline,
        language=one_line(draft.language),
        urgency=one_line(draft.urgency),
        pubstatus=one_line(draft.pubstatus).lower(),
        keywords=_distinct(draft.keywords),
        genre=_distinct(draft.genre),
        editors_note=note,
        first_created=created,
        version_created=moments.get("version_created"),
        embargo=embargo,
        copyright_holder=one_line(draft.copyright_holder),
        copyright_notice=one_line(draft.copyright_notice),
        usage_terms=one_line(draft.usage_terms),
        link=one_line(draft.link),
        authors=_distinct(draft.authors) or names_in(byline),
        kind=kind,
        item_id=one_line(draft.item_id),
        place=place or one_line(draft.place),
        dateline_date=date,
        credit=one_line(draft.credit),
        subjects=_subjects(draft.subjects),
        links=links,
        pictures=tuple(draft.pictures[:MAX_LISTED]),
        profile=profile.name,
        extra={name: value for name, value in draft.extra.items() if value},
    )


def document_of(name: str, format_name: str, drafts: Iterable[tuple[Draft, Profile]]) -> ParsedDocument:
    """The stories of a document, and the items that cannot be one with the reason.

    Raises RejectedInput where there is no story at all.
    """
    stories, rejected = [], []
    for number, (draft, profile) in enumerate(drafts, start=1):
        try:
            stories.append(assemble(draft, format_name, profile))
        except RejectedInput as error:
            label = error.what if error.what != "the story" else f"item {number}"
            rejected.append(RejectedItem(label, error.problem))
    if not stories:
        reason = rejected[0].reason if rejected else "holds no item that is a story"
        raise RejectedInput(name, reason, f"It was read as {format_name}; ask its sender for the text")
    return ParsedDocument(format_name, tuple(stories), tuple(rejected))


def _kind(draft: Draft, headline: str, body: str, note: str, slugline: str, links: tuple[Link, ...]) -> VersionKind:
    return kind_of(
        headline,
        body,
        pubstatus=draft.pubstatus,
        editors_note=note,
        slugline=slugline,
        signals=[*draft.signals, *draft.genre],
        relations={link.relation for link in links},
    )


def _links(draft: Draft) -> tuple[Link, ...]:
    pairs = ((name, one_line(target)[:MAX_ID]) for name, target in draft.links[:MAX_LISTED])
    return tuple(dict.fromkeys(Link(name, target) for name, target in pairs if target))


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values[:MAX_LISTED] if (text := one_line(value))))


def _subjects(pairs: list[tuple[str, str]]) -> tuple[Subject, ...]:
    def found() -> Iterator[Subject]:
        for code, name in pairs[:MAX_LISTED]:
            if (one := subject(one_line(code), one_line(name))) is not None:
                yield one

    return tuple({one.code or one.name: one for one in reversed(list(found()))}.values())[::-1]
