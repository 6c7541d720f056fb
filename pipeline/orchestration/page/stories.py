"""Stories: the list with its filters, a story with what was found in it, what changed between its versions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from pipeline.orchestration.page.changes import changed_fields, compare
from pipeline.orchestration.page.desk import looking
from pipeline.orchestration.page.marking import Mark, paragraphs
from pipeline.orchestration.page.rendering import page
from pipeline.store.desk import stories, story
from pipeline.store.desk.stories import Filter, Place

router = APIRouter()

KINDS = ("original", "update", "correction", "repeat", "kill", "withhold", "advisory", "test")
PERIODS = {"1h": timedelta(hours=1), "24h": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
FIELDS = (
    "headline",
    "summary",
    "kind",
    "byline",
    "dateline",
    "slugline",
    "language",
    "urgency",
    "editors_note",
    "link",
)


@router.get("/stories")
def show_all(
    request: Request,
    words: str = "",
    source: str = "",
    period: str = "",
    kind: str = "",
    language: str = "",
    person: str = "",
    after: str = "",
) -> HTMLResponse:
    """A page of stories, newest first; `after` is where it goes on."""
    now = datetime.now(UTC)
    since = now - PERIODS[period] if period in PERIODS else None
    wanted = Filter(words.strip(), source, since, None, kind, language.strip().lower(), person.strip())
    given = {"words": words, "source": source, "period": period, "kind": kind, "language": language, "person": person}
    with looking() as connection:
        found = stories.listed(connection, wanted, after=_read_place(after))
        people = stories.people(connection, wanted.person) if wanted.person else []
        names = stories.choices(connection)
    return page(
        request,
        "stories.html",
        title="Stories",
        found=found,
        goes_on=_written(found.goes_on) if found.goes_on else "",
        states=[state_of(row, now) for row in found.rows],
        people=people,
        sources=names,
        given=given,
        after=after,
        kinds_of_version=KINDS,
        periods=PERIODS,
    )


@router.get("/stories/{story_id}")
def show_one(request: Request, story_id: int, version: int = 0) -> HTMLResponse:
    """A story in its newest version, or the one with this number."""
    now = datetime.now(UTC)
    with looking() as connection:
        found = story.one_story(connection, story_id)
        versions = story.versions(connection, story_id) if found else []
        shown = _version(versions, version)
        if found is None or shown is None:
            raise HTTPException(404)
        reading = shown["extraction_id"] if shown["is_released"] else None
        values: dict[str, Any] = {
            "mentions": story.mentions(connection, reading) if reading else [],
            "quotes": story.quotes(connection, reading) if reading else [],
            "parts": story.quote_parts(connection, reading) if reading else [],
        }
        cluster = story.cluster_of(connection, shown["id"])
        members = story.cluster_members(connection, cluster) if cluster else []
    return page(
        request,
        "story.html",
        title=shown["headline"] or f"Story {story_id}",
        story=found,
        shown=shown,
        versions=versions,
        paragraphs=paragraphs(shown["body"] or "", _marks(values["mentions"], values["parts"])),
        by_number={quote["number"]: quote for quote in values["quotes"]},
        entities=_entities(values["mentions"]),
        cluster=cluster,
        members=members,
        state=state_of({**shown, "killed_at": found["killed_at"]}, now),
        **values,
    )


@router.get("/stories/{story_id}/changes/{number}")
def show_changes(request: Request, story_id: int, number: int) -> HTMLResponse:
    """What this version changed in the one that arrived before it."""
    with looking() as connection:
        found = story.one_story(connection, story_id)
        versions = story.versions(connection, story_id) if found else []
        new, old = _version(versions, number), _version(versions, number - 1)
        noted = story.changes(connection, new["id"], old["id"]) if new and old else None
    if found is None or new is None or old is None or not number:
        raise HTTPException(404)
    is_shown = new["is_released"] and old["is_released"]
    return page(
        request,
        "changes.html",
        title=f"What version {number} changed",
        story=found,
        old=old,
        new=new,
        is_shown=is_shown,
        noted=noted,
        fields=changed_fields(dict(old), dict(new), FIELDS) if is_shown else [],
        paragraphs=compare(old["body"], new["body"]) if is_shown else [],
    )


def state_of(row: Mapping[Any, Any], now: datetime) -> str:
    """Why a story is not shown to teams, empty where it is."""
    if row["killed_at"]:
        return "killed"
    if row["withheld_at"] or row["kind"] == "withhold":
        return "withheld"
    if row["kind"] in {"kill", "advisory", "test"}:
        return f"{row['kind']}: a message to editors"
    if row["available_at"] is None:
        return "waits to be processed"
    if row["released_at"] > max(now, row["available_at"]):
        return "under embargo"
    return ""


def _version(versions: Sequence[Any], number: int) -> Any | None:
    return next((each for each in versions if number in (0, each["number"])), None)


def _marks(mentions: Sequence[Any], parts: Sequence[Any]) -> list[Mark]:
    names = [Mark(each["start"], each["end"], "name", place) for place, each in enumerate(mentions)]
    return names + [Mark(each["start"], each["end"], "quote", each["quote"]) for each in parts]


def _entities(mentions: Sequence[Any]) -> list[dict[str, Any]]:
    """Each entity once, with how often the text names it, in the order of that."""
    found: dict[int, dict[str, Any]] = {}
    for each in mentions:
        entity = found.setdefault(each["entity_id"], {"label": each["label"], "name": each["name"], "times": 0})
        entity["times"] += each["position"] == "text"
        entity["country"] = each["country"]
    return sorted(found.values(), key=lambda entity: (-entity["times"], entity["name"]))


def _written(place: Place) -> str:
    return f"{place[0].isoformat()}_{place[1]}"


def _read_place(after: str) -> Place | None:
    if not after:
        return None
    at, _, number = after.rpartition("_")
    try:
        place = datetime.fromisoformat(at), int(number)
        if place[0].tzinfo is None:
            raise ValueError("no zone")
    except ValueError:
        raise HTTPException(400, "The list does not go on there. Go back to its beginning.") from None
    return place
